package io.lockstep.config;

import static io.lockstep.config.ConfigurationReaderTest.FULL;
import static io.lockstep.config.ConfigurationReaderTest.SMALL;
import static io.lockstep.config.ConfigurationReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ScheduleSpec.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CourseSectionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "none",
        "cosine",
        "Cosine",
        "one-cycle",
        "polynomial",
        "reduce-on-plateau",
        "{}",
        "{ warm-up: 3 }",
        "{ warm-up: { steps: 100, from: 0.25 } }",
        "{ constant: {}, warm-up: { epochs: 1 } }",
        "{ step: { every: 10, factor: 0.5 } }",
        "{ step: { every-steps: 10 }, warm-up: 2 }",
        "{ multi-step: { at: [1, 5, 100] } }",
        "{ multi-step: { at-steps: [7], factor: 1e-3 } }",
        "{ exponential: { factor: 0.999 } }",
        "{ polynomial: { power: 2, epochs: 4, min-learning-rate: 1e-5 } }",
        "{ cosine: { epochs: 7 } }",
        "{ cosine: { restart-every: 3, restart-factor: 2, min-learning-rate: 1e-5 } }",
        "{ one-cycle: { peak-at: 0, start-divisor: 1, end-divisor: 1e6 } }",
        "{ reduce-on-plateau: { metric: train.accuracy, patience: 1, min-gain: 0, cooldown: 4 } }"
      })
  void aScheduleIsWrittenSoThatItReadsBackEqual(String schedule) {
    for (String text : List.of(SMALL, FULL)) {
      RunConfiguration configuration =
          read(text, "train.schedule=" + schedule, "train.early-stopping={ min-gain: 0.25 }");
      String written = ConfigurationWriter.yaml(configuration);
      assertThat(read(written)).as(written).isEqualTo(configuration);
    }
  }

  @Test
  void aRunWithoutEpochsIsWrittenSoThatItReadsBackEqual() {
    RunConfiguration configuration = read(SMALL, "train.epochs=0", "train.schedule=cosine");
    assertThat(configuration.train().epochs()).isZero();
    assertThat(read(ConfigurationWriter.yaml(configuration))).isEqualTo(configuration);
  }

  @Test
  void aRuleThatStatesNoEpochsSpansThoseOfTheRun() {
    assertThat(read(FULL, "train.schedule=cosine").train().course().schedule().rule())
        .isEqualTo(new Rule.Cosine(3, 0));
  }

  @Test
  void theLossOnTheValidationPartDecidesWhereThereIsOne() {
    assertThat(stopping(read(FULL, "train.early-stopping=4")))
        .hasValue(new WatchSpec(metric("validation.loss"), 4, 0));
    assertThat(stopping(read(SMALL, "train.early-stopping={}")))
        .hasValue(new WatchSpec(metric("train.loss"), 10, 0));
    assertThat(stopping(read(FULL, "train.early-stopping=none"))).isEmpty();
  }

  @Test
  void theBestIsKeptByWhatEarlyStoppingWatchesUnlessItIsStated() {
    assertThat(read(FULL).train().course().keepBest()).hasValue(metric("validation.loss"));
    assertThat(read(SMALL).train().course().keepBest()).isEmpty();
    assertThat(
            read(FULL, "train.early-stopping={ metric: validation.accuracy }")
                .train()
                .course()
                .keepBest())
        .hasValue(metric("validation.accuracy"));
    assertThat(
            read(FULL, "train.early-stopping=3", "train.keep-best=Validation.Accuracy")
                .train()
                .course()
                .keepBest())
        .hasValue(metric("validation.accuracy"));
    assertThat(read(FULL, "train.keep-best=none").train().course().keepBest()).isEmpty();
  }

  /// JSON has no words without quotes.
  @ParameterizedTest
  @ValueSource(strings = {"none", "\"none\"", "None"})
  void whatIsLeftOutIsNoneInQuotesToo(String none) {
    TrainSection train =
        read(
                FULL,
                "train.keep-best=" + none,
                "train.early-stopping=" + none,
                "train.clip=" + none,
                "train.penalty=" + none)
            .train();
    assertThat(train.course().keepBest()).isEmpty();
    assertThat(train.course().earlyStopping()).isEmpty();
    assertThat(train.clip()).isEqualTo(ClipSection.NONE);
    assertThat(train.penalty()).isEqualTo(PenaltySection.NONE);
  }

  private static Optional<WatchSpec> stopping(RunConfiguration configuration) {
    return configuration.train().course().earlyStopping();
  }

  private static MetricSpec metric(String text) {
    return MetricSpec.of(text).orElseThrow();
  }
}
