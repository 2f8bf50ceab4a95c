package io.lockstep.training;

import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.util.Map;

/// Writes `run.json`: what has become of the run, and the best version so far.
final class ReportWriter {

  private final PreparedRun run;
  private final RunFolder folder;
  private final BestVersion best;
  private final RunReport begun;

  /// @param versions of what computes here
  ReportWriter(PreparedRun run, RunFolder folder, Map<String, String> versions, BestVersion best) {
    this.run = run;
    this.folder = folder;
    this.best = best;
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

  /// As the run ends with this version.
  void writeLast(
      RunReport.Status status, long step, Map<String, Metrics> metrics, String weightsSha256) {
    folder.writeReport(report(status, step, metrics).withWeights(weightsSha256));
  }

  private RunReport report(RunReport.Status status, long step, Map<String, Metrics> metrics) {
    int epochs = Math.toIntExact(step / run.batches().stepsPerEpoch());
    RunReport at = begun.with(step, epochs, metrics).with(status);
    return best.report().map(at::with).orElse(at);
  }
}
