package io.lockstep.cli;

import io.lockstep.run.RunReport;
import java.util.Map;
import java.util.Optional;

/// What `run.json` says of a run that has made no step.
final class BareReport {

  private BareReport() {}

  static RunReport of(RunReport.Begun begun, RunReport.Status status) {
    return new RunReport(
        begun, status, 0, 0, 0, "", Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
  }
}
