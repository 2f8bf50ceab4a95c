package io.lockstep.training;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunReport;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of state of a run as `key=value` lines, for the file `log` of its folder. A person
/// is told by the [TrainingObserver].
final class StateLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.lockstep.run");

  private ReportRule epochs;

  void begun(PreparedRun run, long version, long term) {
    epochs = new ReportRule(0, run.configuration().train().epochs());
    LOG.info(
        "event=begun version={} term={} steps={} epochs={} examples={} parameters={} kernels=\"{}\"",
        version,
        term,
        run.lastStep(),
        run.configuration().train().epochs(),
        run.data().train().count(),
        run.network().layout().length(),
        run.kernels().description());
  }

  /// The first step since [#begun]: from here on the run is under way.
  void firstStep(long step) {
    LOG.info("event=first-step step={}", step);
  }

  /// Of epochs that end within the same second one is told of: the metrics have them all.
  void epoch(EpochMetrics epoch) {
    if (!epochs.tells(epoch.epoch(), System.nanoTime())) {
      return;
    }
    StringBuilder text = new StringBuilder();
    epoch
        .metrics()
        .forEach((set, metrics) -> {
          text.append(' ').append(set).append("_loss=").append(metrics.loss());
          metrics
              .accuracy()
              .ifPresent(share -> text.append(' ').append(set).append("_accuracy=").append(share));
        });
    LOG.info(
        "event=epoch epoch={} step={} learning_rate={}{}",
        epoch.epoch(),
        epoch.step(),
        epoch.learningRate(),
        text);
  }

  /// Any thread.
  void checkpointWritten(long step) {
    LOG.info("event=checkpoint step={}", step);
  }

  void warned(String warning) {
    LOG.info("event=warned reason=\"{}\"", warning);
  }

  void left(long step) {
    LOG.info("event=left step={}", step);
  }

  void stopped(long step, String reason) {
    LOG.info("event=stopped step={} reason=\"{}\"", step, reason);
  }

  /// @param weightsSha256 empty when the state belongs to no one version
  void ended(RunReport.Status status, long step, String weightsSha256) {
    String weights = weightsSha256.isEmpty() ? "" : " weights_sha256=" + weightsSha256;
    LOG.info(
        "event=ended status={} step={}{}", status.name().toLowerCase(Locale.ROOT), step, weights);
  }
}
