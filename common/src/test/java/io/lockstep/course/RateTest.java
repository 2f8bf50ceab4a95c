package io.lockstep.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which rate each step has.
final class RateTest {

  private static final double TOLERANCE = 1e-11; // PyTorch multiplies on from step to step.

  private static JsonNode reference() throws IOException {
    try (InputStream in = RateTest.class.getResourceAsStream("/fixtures/schedules.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  static Stream<String> schedules() throws IOException {
    return reference().get("rates").properties().stream().map(entry -> entry.getKey());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyStepHasTheRateThatPytorchGivesIt(String schedule) throws IOException {
    JsonNode reference = reference();
    Course course =
        Courses.of(
            reference.get("epoch-steps").asLong(),
            reference.get("rate").asDouble(),
            "train.epochs=" + reference.get("epochs").asInt(),
            "train.schedule=" + schedule);
    JsonNode rates = reference.get("rates").get(schedule);
    assertThat(course.lastStep()).isEqualTo(rates.size());
    for (int step = 1; step <= rates.size(); step++) {
      assertThat(course.rate(CourseState.BEGIN, step))
          .as("step %d", step)
          .isCloseTo(rates.get(step - 1).asDouble(), within(TOLERANCE));
    }
  }

  @Test
  void withoutAScheduleTheRateIsThatOfTheOptimizerToTheBit() {
    Course course = Courses.of(7, 0.1);
    assertThat(rates(course, 1, 70)).containsOnly(0.1);
  }

  @Test
  void aWarmUpGrowsEvenlyAndItsFirstStepIsNoStepWithNothing() {
    Course course = Courses.of(2, 1, "train.schedule.warm-up=2");
    assertThat(rates(course, 1, 6)).containsExactly(0.25, 0.5, 0.75, 1.0, 1.0, 1.0);
    Course half = Courses.of(2, 1, "train.schedule.warm-up={ steps: 2, from: 0.5 }");
    assertThat(rates(half, 1, 3)).containsExactly(0.75, 1.0, 1.0);
  }

  @Test
  void epochsThatAScheduleNamesAreThoseOfTheRunWhateverTheWarmUp() {
    Course course =
        Courses.of(2, 1, "train.schedule={ step: { every: 2, factor: 0.5 }, warm-up: 1 }");
    assertThat(rates(course, 1, 6)).containsExactly(0.5, 1.0, 1.0, 1.0, 0.5, 0.5);
  }

  @Test
  void behindItsSpanACosineStaysAtItsEnd() {
    Course course =
        Courses.of(4, 1, "train.schedule={ cosine: { epochs: 2, min-learning-rate: 0.25 } }");
    assertThat(course.rate(CourseState.BEGIN, 8)).isGreaterThan(0.25);
    assertThat(rates(course, 9, 40)).containsOnly(0.25);
  }

  @Test
  void aWarmUpThatLeavesNothingToSpanIsFollowedByTheEndOfTheRule() {
    Course course =
        Courses.of(2, 1, "train.epochs=2", "train.schedule={ polynomial: {}, warm-up: 3 }");
    assertThat(rates(course, 1, 4)).containsExactly(1 / 6.0, 2 / 6.0, 0.5, 4 / 6.0);
    assertThat(rates(course, 7, 8)).containsExactly(0.0, 0.0);
  }

  @Test
  void reductionsMultiplyTheRateDownToItsLeast() {
    Course course =
        Courses.of(
            1, 1, "train.schedule={ reduce-on-plateau: { factor: 0.5, min-learning-rate: 0.2 } }");
    assertThat(
            Stream.of(0, 1, 2, 3, 60)
                .map(times ->
                    new CourseState(Watched.NOTHING, plateau(times), CourseState.BEGIN.best()))
                .map(state -> course.rate(state, 5)))
        .containsExactly(1.0, 0.5, 0.25, 0.2, 0.2);
  }

  @Test
  void ratesAreFiniteAndNotNegativeWhateverTheSettings() {
    List<String> schedules =
        List.of(
            "{ one-cycle: { peak-at: 0 } }",
            "{ one-cycle: { peak-at: 0.999, epochs: 1 } }",
            "{ one-cycle: { epochs: 40 }, warm-up: { steps: 1 } }",
            "{ cosine: { restart-every: 1, restart-factor: 1000 } }",
            "{ polynomial: { power: 0.001 } }",
            "{ exponential: { factor: 1e-30 } }",
            "{ multi-step: { at: [1, 2, 3, 4, 5, 6, 7, 8, 9], factor: 0.001 }, warm-up: 20 }");
    for (String schedule : schedules) {
      for (long stepsPerEpoch : List.of(1L, 3L, 1000L)) {
        Course course = Courses.of(stepsPerEpoch, 0.1, "train.schedule=" + schedule);
        assertThat(rates(course, 1, course.lastStep() + 2))
            .as("%s with %d steps in an epoch", schedule, stepsPerEpoch)
            .allMatch(rate -> rate >= 0 && rate <= 0.1);
      }
    }
  }

  private static Plateau plateau(int reductions) {
    return new Plateau(Watched.NOTHING, reductions, 0);
  }

  private static List<Double> rates(Course course, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(step -> course.rate(CourseState.BEGIN, step))
        .toList();
  }
}
