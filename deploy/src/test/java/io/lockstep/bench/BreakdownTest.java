package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.LaneCount;
import io.lockstep.launch.LocalCluster;
import io.lockstep.wire.Traffic;
import org.junit.jupiter.api.Test;

final class BreakdownTest {

  private static final int STEPS = 10;
  private static final int WORKERS = 2;
  private static final long PARAMETERS = 1000;
  private static final long MILLI = 1_000_000;
  private static final BreakdownMeasurement.Setting SETTING =
      new BreakdownMeasurement.Setting(
          Workload.W1, new LocalCluster.Size(WORKERS, LaneCount.told(1)), PARAMETERS, 1.5);

  /// Some sums before the first window, and ten steps of 8 ms in which each of two workers computes
  /// and idles for so many ms.
  private static BreakdownMeasurement of(long compute, long idle) {
    StepTimes.Reading before =
        reading(5, 1_000 * MILLI, 3, 7, new Traffic(9, 900, 9, 800, 0, 11, 13));
    long perStep = STEPS * MILLI;
    long perWorker = perStep * WORKERS;
    StepTimes.Reading after =
        new StepTimes.Reading(
            before.steps() + STEPS,
            before.examples() + STEPS,
            before.nanos() + 8 * perStep,
            before.addNanos() + perStep / 2,
            before.optimizerNanos() + perStep / 4,
            before.booksNanos() + perStep / 8,
            before.computeNanos() + compute * perWorker,
            before.encodeNanos() + perWorker / 2,
            before.decodeNanos() + perWorker / 4,
            before.idleNanos() + idle * perWorker,
            before.waitNanos() + perWorker,
            before
                .traffic()
                .plus(
                    new Traffic(
                        40,
                        4040 * STEPS * WORKERS,
                        40,
                        4020 * STEPS * WORKERS,
                        0,
                        perStep / 2,
                        perStep)));
    return BreakdownMeasurement.between(before, after, SETTING);
  }

  private static StepTimes.Reading reading(
      long steps, long nanos, long coordinator, long worker, Traffic traffic) {
    return new StepTimes.Reading(
        steps,
        steps,
        nanos,
        coordinator,
        coordinator,
        coordinator,
        worker,
        worker,
        worker,
        worker,
        worker,
        traffic);
  }

  private static double sumOfItems(BreakdownMeasurement breakdown) {
    return breakdown.computeMs()
        + breakdown.encodeMs()
        + breakdown.decodeMs()
        + breakdown.addMs()
        + breakdown.optimizerMs()
        + breakdown.coordinatorEncodeMs()
        + breakdown.coordinatorDecodeMs()
        + breakdown.booksMs()
        + breakdown.wireMs()
        + breakdown.waitMs()
        + breakdown.otherMs();
  }

  @Test
  void workersAreAveragedAndTheCoordinatorIsSummed() {
    BreakdownMeasurement breakdown = of(3, 4);

    assertThat(breakdown.stepMs()).isEqualTo(8);
    assertThat(breakdown.computeMs()).isEqualTo(3);
    assertThat(breakdown.encodeMs()).isEqualTo(0.5);
    assertThat(breakdown.decodeMs()).isEqualTo(0.25);
    assertThat(breakdown.addMs()).isEqualTo(0.5);
    assertThat(breakdown.optimizerMs()).isEqualTo(0.25);
    assertThat(breakdown.coordinatorEncodeMs()).isEqualTo(0.5);
    assertThat(breakdown.coordinatorDecodeMs()).isEqualTo(1);
    assertThat(breakdown.booksMs()).isEqualTo(0.125);
    assertThat(breakdown.waitMs()).isEqualTo(1);
    assertThat(breakdown.idleMs()).isEqualTo(4);
    assertThat(breakdown.firstStepS()).isEqualTo(1.5);
  }

  @Test
  void theWireIsWhatIdlesLongerThanWorkAndWaitExplain() {
    BreakdownMeasurement breakdown = of(3, 4);

    // Idle 4, less wait 1, decode 0.25, and of the coordinator 0.5 + 0.25 + 0.5 + 1 + 0.125.
    assertThat(breakdown.wireMs()).isEqualTo(0.375);
    assertThat(breakdown.otherMs()).isEqualTo(0.5);
    assertThat(sumOfItems(breakdown)).isEqualTo(breakdown.stepMs(), within(1e-9));
  }

  @Test
  void workThatGoesOnBesideComputingShowsAsARemainderBelowZero() {
    BreakdownMeasurement breakdown = of(5, 2);

    assertThat(breakdown.wireMs()).isZero();
    assertThat(breakdown.otherMs()).isEqualTo(8 - 5 - 0.5 - 0.25 - 2.375 - 1);
    assertThat(sumOfItems(breakdown)).isEqualTo(breakdown.stepMs(), within(1e-9));
    assertThat(breakdown.line()).contains("wire 0.000, wait 1.000, other -1.125");
  }

  @Test
  void bytesAreThoseOfOneWorkerAndOneStep() {
    BreakdownMeasurement breakdown = of(3, 4);

    assertThat(breakdown.bytesUp()).isEqualTo(4020);
    assertThat(breakdown.bytesDown()).isEqualTo(4040);
    assertThat(breakdown.excessPercent()).isEqualTo(0.75);
  }

  @Test
  void readingsOfTheSameStepCannotBeDivided() {
    StepTimes.Reading one = reading(5, 1, 0, 0, Traffic.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BreakdownMeasurement.between(one, one, SETTING));
  }
}
