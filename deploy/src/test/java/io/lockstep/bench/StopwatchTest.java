package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StopwatchTest {

  private static final long STEP_NANOS = 2_000_000;
  private static final int EXAMPLES = 10;

  private long nowNanos = 77;
  private long stepsDone;

  /// Two milliseconds each; after a second every step takes twice as long.
  private long steps(int times) {
    for (int i = 0; i < times; i++) {
      nowNanos += nowNanos < 1_000_000_000 ? STEP_NANOS : 2 * STEP_NANOS;
    }
    stepsDone += times;
    return (long) times * EXAMPLES;
  }

  @Test
  void windowsAreAtLeastAsLongAsAskedForAndBeginAfterTheWarmUp() {
    Timing timing = new Stopwatch(0.5, 0.25, 3, 0.02, () -> nowNanos).time(this::steps);

    assertThat(timing.windows()).hasSize(3).allMatch(window -> window.seconds() >= 0.25);
    assertThat(timing.steps()).isBetween(3L * 60, stepsDone - 250);
    assertThat(timing.windows().getFirst().stepsPerSecond()).isEqualTo(500, within(1e-6));
    assertThat(timing.windows().getLast().stepsPerSecond()).isEqualTo(250, within(1e-6));
    assertThat(timing.fastest().examplesPerSecond()).isEqualTo(5000, within(1e-6));
  }

  @Test
  void examplesAreThoseThatTheStepsTell() {
    Timing timing =
        new Stopwatch(0, 0.1, 1, 0.002, () -> nowNanos)
            .time(times -> {
              steps(times);
              return 3L * times;
            });

    assertThat(timing.medianExamplesPerSecond()).isEqualTo(1500, within(1e-6));
  }

  @Test
  void aStretchIsAsManyStepsAsFillItsTime() {
    Timing timing = new Stopwatch(0, 0.04, 2, 0.02, () -> nowNanos).time(this::steps);

    assertThat(timing.fastest()).isEqualTo(new Stretch(10, 100, 0.02));
    assertThat(timing.windows())
        .isEqualTo(List.of(new Stretch(20, 200, 0.04), new Stretch(20, 200, 0.04)));
  }

  @Test
  void aStopwatchWithoutWindowsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Stopwatch(0, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Stopwatch(0, 0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Stopwatch(-1, 1, 1, 1));
  }
}
