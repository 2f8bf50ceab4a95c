package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimingTest {

  @Test
  void theMedianIsTheMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Timing.median(List.of(5.0))).isEqualTo(5);
    assertThat(Timing.median(List.of(9.0, 1.0, 4.0))).isEqualTo(4);
    assertThat(Timing.median(List.of(8.0, 1.0, 4.0, 100.0))).isEqualTo(6);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Timing.median(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timing(List.of(), new Stretch(1, 1, 1)));
  }

  /// 469 steps of an epoch of 60 000 examples: the last one has 96, not 128.
  @Test
  void samplesAreCountedNotDerivedFromTheBatch() {
    Stretch epoch = new Stretch(469, 60_000, 2);
    StepMeasurement measured =
        StepMeasurement.of(Workload.W1, 1, 1, new Timing(List.of(epoch), epoch));

    assertThat(measured.samplesPerS()).isEqualTo(30_000);
    assertThat(measured.bestSamplesPerS()).isEqualTo(30_000);
    assertThat(measured.windowsStepsPerS()).containsExactly(234.5);
    assertThat(measured.steps()).isEqualTo(469);
  }

  @Test
  void twoTimingsTogetherHaveTheWindowsOfBothAndTheFastestStretch() {
    Stretch slow = new Stretch(1, 10, 2);
    Stretch fast = new Stretch(1, 10, 1);

    Timing both = new Timing(List.of(slow), slow).and(new Timing(List.of(fast, fast), fast));

    assertThat(both.windows()).containsExactly(slow, fast, fast);
    assertThat(both.fastest()).isEqualTo(fast);
    assertThat(both.medianStepsPerSecond()).isEqualTo(1);
  }

  @Test
  void aMeasurementWithoutWindowsLeavesTheFieldOut() {
    StepMeasurement without = new StepMeasurement("W1", "other", 1, 1, 10, 11, 12.8, 5, List.of());

    assertThat(without.json()).doesNotContain("windows_steps_per_s").contains("\"steps\":5");
  }
}
