package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class StatusReportTest {

  private static StatusReport report(StatusReport.Worker worker) {
    return new StatusReport(
        "iris", 1, 40, 420, OptionalDouble.empty(), "running", 2, List.of(worker));
  }

  @Test
  void aWorkerIsBehindByTheStepsOfWhichNothingOfItCounted() {
    StatusReport.Worker behind = new StatusReport.Worker("w0", "host", "computing", 33, 800);
    assertThat(report(behind).lag(behind)).isEqualTo(7);
  }

  @Test
  void whoStandsReadyIsNotBehindWithAnything() {
    StatusReport.Worker ready =
        new StatusReport.Worker("w0", "host", StatusReport.Worker.READY, 0, 0);
    assertThat(report(ready).lag(ready)).isZero();
  }
}
