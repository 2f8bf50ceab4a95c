package io.lockstep.training;

import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.run.Ledger;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.util.Map;
import java.util.Optional;

/// The last entry in the books of a run. The first one counts.
final class LastEntry {

  private final Means means;
  private final RunFolder folder;
  private final BooksState state;

  /// What is needed for it.
  record Means(
      RecorderSetting setting,
      CheckpointWriter writer,
      ModelStore models,
      BestModel bestModel,
      ReportWriter reports,
      Ledger ledger,
      MetricsLog metricsLog,
      BooksState state,
      StateLog log,
      ProgressGauge gauge) {}

  /// Where a run ends.
  ///
  /// @param step behind it
  /// @param version of the weights: not the last, when an earlier one was better
  /// @param metrics of these weights
  record At(long step, long version, Map<String, Metrics> metrics) {}

  LastEntry(Means means) {
    this.means = means;
    this.folder = means.setting().folder();
    this.state = means.state();
  }

  TrainingResult complete(At at, float[] parameters) {
    return end(RunReport.Status.DONE, at, parameters);
  }

  /// The run can go on from this version.
  TrainingResult interrupted(At at, float[] parameters) {
    return end(RunReport.Status.INTERRUPTED, at, parameters);
  }

  /// Parameters and moments belong to no one version: there are no weights to show for it.
  TrainingResult interruptedAtCheckpoint(Map<String, Metrics> metrics) {
    long step = means.writer().writtenStep();
    means.bestModel().storing().run();
    settle();
    means.reports().write(RunReport.Status.INTERRUPTED, step, metrics);
    state.closed = true;
    means.log().ended(RunReport.Status.INTERRUPTED, step, "");
    return new TrainingResult(folder.path(), TrainingResult.Status.INTERRUPTED, step, "", metrics);
  }

  /// Another process goes on from here; the report says still that the run is under way.
  TrainingResult handedOver(long step, Map<String, Metrics> metrics) {
    leave();
    return new TrainingResult(folder.path(), TrainingResult.Status.HANDED_OVER, step, "", metrics);
  }

  void leave() {
    if (!state.closed) {
      state.closed = true;
      means.writer().settle();
      means.log().left(means.gauge().step());
    }
  }

  private TrainingResult end(RunReport.Status status, At at, float[] parameters) {
    means.writer().await();
    folder.checkTerm(means.setting().term());
    means.bestModel().storing().run();
    means.models().storeLast(parameters, at.version());
    String sha256 = Sha256.weights(parameters);
    settle();
    means.reports().writeLast(status, at, sha256);
    state.closed = true;
    means.log().ended(status, at.step(), sha256);
    TrainingResult.Status how =
        status == RunReport.Status.DONE
            ? TrainingResult.Status.DONE
            : TrainingResult.Status.INTERRUPTED;
    return new TrainingResult(folder.path(), how, at.step(), sha256, at.metrics());
  }

  /// The report is the last word: what it speaks of is on the disk before.
  private void settle() {
    means.ledger().settle();
    means.metricsLog().settle();
  }

  /// @param metrics of the last epoch
  LockstepException failed(Throwable cause, Map<String, Metrics> metrics) {
    Optional<RuntimeException> unwritten = state.closed ? Optional.empty() : noteFailure(metrics);
    LockstepException failure = keeping(cause);
    unwritten.ifPresent(failure::addSuppressed);
    return failure;
  }

  /// The failure of what was thrown, with the newest checkpoint where it does not say what is safe.
  private LockstepException keeping(Throwable cause) {
    boolean says = cause instanceof LockstepException known && !known.failure().kept().isEmpty();
    return says
        ? (LockstepException) cause
        : Failure.causedBy(cause).keeping(means.writer().kept()).exception(cause);
  }

  private Optional<RuntimeException> noteFailure(Map<String, Metrics> metrics) {
    state.closed = true;
    long step = means.gauge().step();
    try {
      folder.checkTerm(means.setting().term());
      try {
        means.writer().settle();
        means.bestModel().storing().run();
      } finally {
        means.reports().write(RunReport.Status.FAILED, step, metrics);
        means.log().ended(RunReport.Status.FAILED, step, "");
      }
      return Optional.empty();
    } catch (RuntimeException unwritten) {
      return Optional.of(unwritten);
    }
  }
}
