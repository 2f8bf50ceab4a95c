package io.lockstep.training;

import io.lockstep.run.Ledger;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.util.Map;

/// Writes `run.json`: what has become of the run, and the best version so far.
final class ReportWriter {

  private final PreparedRun run;
  private final RunFolder folder;
  private final RunCourse course;
  private final Ledger ledger;
  private final RunReport begun;

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
        RunReport.begun(
            versions,
            run.configuration().run().seed(),
            run.data().fingerprint(),
            run.configurationHash());
  }

  /// @param step the version of which it tells
  void write(RunReport.Status status, long step, Map<String, Metrics> metrics) {
    folder.writeReport(report(status, step, metrics));
  }

  /// As the run ends.
  void writeLast(RunReport.Status status, LastEntry.At at, String weightsSha256) {
    RunReport report = report(status, at.step(), at.metrics());
    folder.writeReport(report.withWeights(at.version(), weightsSha256));
  }

  private RunReport report(RunReport.Status status, long step, Map<String, Metrics> metrics) {
    int epochs = Math.toIntExact(step / run.batches().stepsPerEpoch());
    RunReport at =
        begun
            .with(step, epochs, metrics)
            .with(status)
            .with(ledger.head())
            .stopped(course.stopped(step));
    return course.best().map(at::with).orElse(at);
  }
}
