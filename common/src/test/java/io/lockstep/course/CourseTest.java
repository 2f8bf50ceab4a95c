package io.lockstep.course;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.MetricSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whether a run goes on, which version is its best, when its rate is reduced.
final class CourseTest {

  private static final String STOP_AFTER_2 = "train.early-stopping=2";

  @Test
  void aRunStopsAfterAsManyEpochsInARowWithoutAGainAsItsPatienceIs() {
    Course course = Courses.of(10, 0.1, STOP_AFTER_2);
    assertThat(stops(course, 3, 2, 2.5, 1, 1, 1, 0)).containsExactly(6);
  }

  @Test
  void theReasonSaysWhatWasWaitedFor() {
    assertThat(reason(Courses.of(10, 0.1, STOP_AFTER_2), 3, 0.25, 0.5, 0.25))
        .isEqualTo("validation.loss gained nothing over 0.250000 of epoch 2 in 2 epochs");
    assertThat(
            reason(
                Courses.of(
                    10,
                    0.1,
                    "train.early-stopping={ metric: train.loss, patience: 1, min-gain: 0.1 }"),
                3,
                2.95))
        .isEqualTo("train.loss gained no more than 0.1 over 3.00000 of epoch 1 in 1 epoch");
    assertThat(reason(Courses.of(10, 0.1, STOP_AFTER_2), Double.NaN, Double.POSITIVE_INFINITY))
        .isEqualTo("validation.loss gained nothing in 2 epochs");
  }

  @Test
  void aGainThatIsNoMoreThanTheSmallestThatCountsIsNone() {
    Course course = Courses.of(10, 0.1, "train.early-stopping={ patience: 2, min-gain: 0.5 }");
    assertThat(stops(course, 4, 3.5, 3.75)).containsExactly(3);
    assertThat(stops(course, 4, 3.75, 3.25)).isEmpty();
  }

  @Test
  void anAccuracyGainsWhenItGrows() {
    Course course =
        Courses.of(10, 0.1, "train.early-stopping={ metric: validation.accuracy, patience: 2 }");
    assertThat(stops(course, 0.5, 0.6, 0.55, 0.6)).containsExactly(4);
  }

  @Test
  void whatIsNoFiniteNumberIsNoGainAndNeverBest() {
    Course course = Courses.of(10, 0.1, STOP_AFTER_2);
    CourseState state = after(course, Double.NaN, 3, Double.NaN);
    assertThat(state.best().orElseThrow().epoch()).isEqualTo(2);
    assertThat(state.stopping().waited()).isEqualTo(1);
    assertThat(after(course, Double.NEGATIVE_INFINITY).best()).isEmpty();
  }

  @Test
  void theBestIsTheEarliestOfEqualVersions() {
    Course course = Courses.of(10, 0.1);
    Best best = after(course, 3, 1, 2, 1).best().orElseThrow();
    assertThat(best).isEqualTo(new Best(20, 2, 1, 1));
  }

  @Test
  void betweenEqualMetricsTheLossDecidesAndThenTheEarlierStep() {
    Course course = Courses.of(10, 0.1, "train.keep-best=validation.accuracy");
    List<Map<String, Double>> epochs =
        List.of(
            Map.of("validation.accuracy", 0.75, "validation.loss", 0.5),
            Map.of("validation.accuracy", 0.5, "validation.loss", 0.1),
            Map.of("validation.accuracy", 0.75, "validation.loss", 0.375),
            Map.of("validation.accuracy", 0.75, "validation.loss", 0.375),
            Map.of("validation.accuracy", 0.75, "validation.loss", Double.NaN));
    assertThat(afterAll(course, epochs).best()).hasValue(new Best(30, 3, 0.75, 0.375));
  }

  @Test
  void theBestIsKeptByItsOwnMetricWhereOneIsStated() {
    Course course = Courses.of(10, 0.1, STOP_AFTER_2, "train.keep-best=validation.accuracy");
    List<Map<String, Double>> epochs =
        List.of(
            Map.of("validation.accuracy", 0.5, "validation.loss", 0.5),
            Map.of("validation.accuracy", 0.75, "validation.loss", 0.75),
            Map.of("validation.accuracy", 0.5, "validation.loss", 0.75));
    CourseState state = afterAll(course, epochs);
    assertThat(state.best().orElseThrow().epoch()).isEqualTo(2);
    assertThat(course.stopped(state)).isPresent();
  }

  @Test
  void aPlateauReducesTheRateAgainAndAgain() {
    Course course =
        Courses.of(10, 1, "train.schedule={ reduce-on-plateau: { patience: 2, factor: 0.5 } }");
    List<Double> rates = ratesAfterEpochs(course, 3, 3, 3, 3, 3, 2, 2, 2);
    assertThat(rates).containsExactly(1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
  }

  @Test
  void epochsOfTheCooldownAreNotWaitedFor() {
    Course course =
        Courses.of(
            10,
            1,
            "train.schedule={ reduce-on-plateau: { patience: 1, factor: 0.5, cooldown: 2 } }");
    List<Double> rates = ratesAfterEpochs(course, 3, 3, 3, 3, 3, 3);
    assertThat(rates).containsExactly(1.0, 0.5, 0.5, 0.5, 0.25, 0.25);
  }

  @Test
  void withoutADecisionByMetricsTheHorizonIsTheLastStepFromTheBeginning() {
    Course course = Courses.of(10, 0.1, "train.epochs=3", "train.schedule=cosine");
    assertThat(course.isDecidedByMetrics()).isFalse();
    assertThat(course.horizon(CourseState.BEGIN, 0)).isEqualTo(30);
    assertThat(course.horizon(CourseState.BEGIN, 30)).isEqualTo(30);
  }

  @Test
  void withADecisionTheHorizonIsTheEndOfTheEpochAtHand() {
    for (String decision : List.of(STOP_AFTER_2, "train.schedule=reduce-on-plateau")) {
      Course course = Courses.of(10, 0.1, "train.epochs=3", decision);
      assertThat(course.isDecidedByMetrics()).isTrue();
      assertThat(course.horizon(CourseState.BEGIN, 0)).isEqualTo(10);
      assertThat(course.horizon(CourseState.BEGIN, 9)).isEqualTo(10);
      assertThat(course.horizon(CourseState.BEGIN, 10)).isEqualTo(20);
      assertThat(course.horizon(CourseState.BEGIN, 25)).isEqualTo(30);
      assertThat(course.horizon(CourseState.BEGIN, 30)).isEqualTo(30);
    }
  }

  @Test
  void theHorizonOfAStoppedRunIsWhereItIs() {
    Course course = Courses.of(10, 0.1, STOP_AFTER_2);
    assertThat(course.horizon(after(course, 1, 1, 1), 30)).isEqualTo(30);
    assertThat(course.lastStep()).isEqualTo(100);
  }

  @Test
  void aRunWithMorePatienceGoesOnFromTheStateInWhichItStopped() {
    CourseState stopped = after(Courses.of(10, 0.1, STOP_AFTER_2), 1, 1, 1);
    Course patient = Courses.of(10, 0.1, "train.early-stopping=3");
    assertThat(patient.stopped(stopped)).isEmpty();
    assertThat(patient.horizon(stopped, 30)).isEqualTo(40);
  }

  @Test
  void aStateIsTheSameFromItsFacts() {
    Course course =
        Courses.of(
            10,
            0.1,
            "train.early-stopping={ metric: validation.accuracy, patience: 9 }",
            "train.schedule={ reduce-on-plateau: { patience: 1, cooldown: 3 } }");
    CourseState state = CourseState.BEGIN;
    List<CourseState> states = new ArrayList<>(List.of(state));
    for (double value : List.of(Double.NaN, 0.1, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0.2)) {
      state = course.after(state, end(states.size(), value));
      states.add(state);
    }
    for (CourseState each : states) {
      Map<String, String> facts = new HashMap<>(each.facts());
      facts.put("best.step", "4");
      assertThat(CourseState.of(facts)).isEqualTo(each);
    }
    assertThat(CourseState.BEGIN.facts()).isEmpty();
  }

  /// Epochs after which the run would stop.
  private static List<Integer> stops(Course course, double... values) {
    List<Integer> stops = new ArrayList<>();
    CourseState state = CourseState.BEGIN;
    for (int epoch = 1; epoch <= values.length; epoch++) {
      state = course.after(state, end(epoch, values[epoch - 1]));
      if (course.stopped(state).isPresent()) {
        stops.add(epoch);
      }
    }
    return stops;
  }

  private static String reason(Course course, double... values) {
    return course.stopped(after(course, values)).orElseThrow();
  }

  private static List<Double> ratesAfterEpochs(Course course, double... values) {
    List<Double> rates = new ArrayList<>();
    CourseState state = CourseState.BEGIN;
    for (int epoch = 1; epoch <= values.length; epoch++) {
      state = course.after(state, end(epoch, values[epoch - 1]));
      rates.add(course.rate(state, 10L * epoch + 1));
    }
    return rates;
  }

  /// Every metric of an epoch has the same value.
  private static CourseState after(Course course, double... values) {
    CourseState state = CourseState.BEGIN;
    for (int epoch = 1; epoch <= values.length; epoch++) {
      state = course.after(state, end(epoch, values[epoch - 1]));
    }
    return state;
  }

  private static EpochEnd end(int epoch, double value) {
    return new EpochEnd(10L * epoch, epoch, _ -> value);
  }

  private static CourseState afterAll(Course course, List<Map<String, Double>> epochs) {
    CourseState state = CourseState.BEGIN;
    for (int epoch = 1; epoch <= epochs.size(); epoch++) {
      Map<String, Double> values = epochs.get(epoch - 1);
      EpochEnd end =
          new EpochEnd(10L * epoch, epoch, (MetricSpec metric) -> values.get(metric.toString()));
      state = course.after(state, end);
    }
    return state;
  }
}
