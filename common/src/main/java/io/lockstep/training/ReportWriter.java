package io.lockstep.training;

import io.lockstep.run.Ledger;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.util.Map;
import java.util.Optional;

/// Writes `run.json`: what has become of the run, and the best version so far.
final class ReportWriter {

  private final PreparedRun run;
  private final RunFolder folder;
  private final RunCourse course;
  private final Ledger ledger;
  private final RunReport.Begun begun;

  /// @param versions of what computes here
  ReportWriter(
      PreparedRun run,
      RunFolder folder,
      Map<String, String> versions,
      RunCourse course,
      Ledger ledger) {
    this.run = run;
    this.folder = folder;
    this.course = course;
    this.ledger = ledger;
    this.begun =
        new RunReport.Begun(
            versions,
            run.configuration().run().seed(),
            run.data().fingerprint(),
            run.configurationHash());
  }

  /// While training, and when it broke off.
  ///
  /// @param step the version of which it tells
  void write(RunReport.Status status, long step, Map<String, Metrics> metrics) {
    folder.writeReport(report(status, new LastEntry.At(step, 0, metrics), ""));
  }

  /// As the run ends.
  void writeLast(RunReport.Status status, LastEntry.At at, String weightsSha256) {
    folder.writeReport(report(status, at, weightsSha256));
  }

  private RunReport report(RunReport.Status status, LastEntry.At at, String weightsSha256) {
    return new RunReport(
        begun,
        status,
        at.step(),
        run.batches().epochsDone(at.step()),
        at.version(),
        weightsSha256,
        course.stopped(at.step()),
        at.metrics(),
        course.best(),
        Optional.of(ledger.head()));
  }
}
