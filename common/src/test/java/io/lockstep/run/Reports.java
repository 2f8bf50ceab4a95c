package io.lockstep.run;

import java.util.Map;
import java.util.Optional;

/// Reports of runs of which nothing is known but what a test is about.
final class Reports {

  static final RunReport BEGUN = of(RunReport.Status.RUNNING, 0, Optional.empty());

  private Reports() {}

  static RunReport of(RunReport.Status status, long steps, Optional<BookHead> ledger) {
    return new RunReport(
        new RunReport.Begun(Map.of(), 1, "", ""),
        status,
        steps,
        0,
        0,
        "",
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        ledger);
  }
}
