package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.Restored;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.data.ColumnRow;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.plan.CheckpointRule;
import io.lockstep.plan.Closing;
import io.lockstep.reduce.StepReduction;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Ledger;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the books of a run: ledger, metrics, checkpoints, best and last model, report. Serves
/// local mode and the coordinator, which follow the order of a [io.lockstep.plan.Closing]: every
/// step with [#stepComplete]; the epoch that it ends, if it does, with [#epochComplete]; at last
/// [#close] or [#failed]. What comes out of this order is refused.
///
/// Calls come one at a time, but for [#epochComplete]: steps of the next epoch are entered beside
/// it. What it changes is not looked at before it is over.
public final class RunRecorder implements AutoCloseable {

  private final PreparedRun run;
  private final RunFolder folder;
  private final Trainee trainee;
  private final TrainingObserver observer;
  private final CheckpointWriter writer;
  private final CheckpointRule rule;
  private final Origin origin;
  private final ModelStore models;
  private final Finiteness finiteness;
  private final Ledger ledger;
  private final MetricsLog metricsLog;
  private final ProgressGauge gauge = new ProgressGauge();
  private final EpochTally epoch = new EpochTally();
  private final BestVersion best = new BestVersion();
  private final BestModel bestModel;
  private final long startVersion;
  private final StepReduction.Credits ledgerBlocks;
  private final StateLog log = new StateLog();
  private final ReportWriter reports;
  private Map<String, Metrics> epochMetrics = Map.of();
  private long closedStep;

  private final BooksState state = new BooksState();
  private long checkpointStep = -1;
  private long checkpointNanos = System.nanoTime();
  private long epochNanos = System.nanoTime();

  private RunRecorder(
      RecorderSetting setting, Trainee trainee, CheckpointStore store, Restored restored) {
    this.run = setting.run();
    this.folder = setting.folder();
    this.trainee = trainee;
    this.observer = setting.observer();
    this.origin = setting.origin();
    this.rule = run.checkpointRule();
    folder.bear(setting.patience(), this::warn);
    this.writer = new CheckpointWriter(store, trainee, this::warn, setting);
    this.models = new ModelStore(run, folder);
    this.bestModel = new BestModel(best, models);
    this.finiteness = new Finiteness(run, writer);
    restored.warnings().forEach(this::warn);
    this.startVersion = restored.checkpoint().map(this::restore).orElse(0L);
    this.ledger = Ledger.open(folder.ledger(), startVersion, setting.patience());
    this.ledgerBlocks = ledger::block;
    this.metricsLog =
        MetricsLog.open(
            folder.metrics(), isEpochOpen() ? startVersion - 1 : startVersion, setting.patience());
    if (startVersion > 0) {
      List<EpochMetrics> epochs = MetricsLog.read(folder.metrics());
      this.epochMetrics = epochs.isEmpty() ? Map.of() : epochs.getLast().metrics();
    }
    this.reports = new ReportWriter(run, folder, models.versions(), best);
    gauge.startAt(startVersion);
  }

  /// Takes up a run: from its newest valid checkpoint if it has one, else from version 0.
  ///
  /// @param trainee brought to that version
  /// @throws LockstepException if checkpoints cannot be written, or belong to another configuration
  ///   or other data
  public static RunRecorder open(RecorderSetting setting, Trainee trainee) {
    PreparedRun run = setting.run();
    RunFolder folder = setting.folder();
    CheckpointStore store =
        CheckpointStore.open(
            folder.checkpoints(), run.configuration().checkpoint().keep(), folder::checkTerm);
    Restored restored = Restoration.of(store, folder);
    Succession.of(run, folder.configuration()).require(restored, folder.path(), store.kept());
    return new RunRecorder(setting, trainee, store, restored);
  }

  private long restore(Checkpoint checkpoint) {
    trainee.restore(checkpoint);
    epoch.restore(checkpoint.facts());
    best.restore(checkpoint.facts());
    closedStep = Restoration.closedStep(checkpoint.facts());
    checkpointStep = checkpoint.step();
    writer.restored(checkpointStep);
    return checkpoint.step();
  }

  private void warn(String warning) {
    log.warned(warning);
    observer.warned(warning);
  }

  /// Tells everybody that steps begin, and makes version 0 safe. Only here is the configuration
  /// stored: one that was refused must not replace that of the run.
  ///
  /// @param evaluator measures a restored version whose epoch was not yet closed
  public void begin(Evaluator evaluator) {
    folder.writeConfiguration(ConfigurationWriter.yaml(run.configuration()));
    if (!run.data().columns().isEmpty()) {
      folder.writeColumns(run.data().columns().stream().map(ColumnRow::toMap).toList());
    }
    reports.write(RunReport.Status.RUNNING, startVersion, epochMetrics);
    log.begun(run, startVersion, origin.term());
    observer.begun(run, folder.path(), startVersion, gauge);
    folder.pointLast().ifPresent(this::warn);
    if (isEpochOpen()) {
      endEpoch();
      epochComplete(startVersion, trainee.parameters(), evaluator);
    }
    checkpointIfDue(startVersion, trainee.parameters());
    epochNanos = System.nanoTime();
  }

  /// A checkpoint at the end of an epoch is taken before the epoch is closed, so that closing never
  /// holds it up.
  private boolean isEpochOpen() {
    return startVersion > closedStep && endsEpoch(startVersion);
  }

  /// The version from which steps go on.
  public long startVersion() {
    return startVersion;
  }

  public ProgressGauge gauge() {
    return gauge;
  }

  private boolean endsEpoch(long step) {
    return step % run.batches().stepsPerEpoch() == 0;
  }

  private int epochsDone(long step) {
    return Math.toIntExact(step / run.batches().stepsPerEpoch());
  }

  /// Enters a step, and begins to write a checkpoint if one is due. A step that ends an epoch ends
  /// the counting of it: the next step counts anew.
  ///
  /// @throws LockstepException with exit code 7 if the loss is not finite: nothing of that step may
  ///   be kept; with 5 if checkpoints cannot be written any more
  public void stepComplete(CompleteStep complete) {
    state.requireOpen();
    long step = complete.step();
    if (state.ended != null && endsEpoch(step)) {
      throw new IllegalStateException(
          "step %d ends an epoch, and that before it is still open".formatted(step));
    }
    finiteness.requireLoss(step, complete.lossSum());
    count(step, complete.lossSum(), complete.correctCount());
    ledger.begin(step, complete.fingerprint());
    complete.credits(ledgerBlocks);
    ledger.end();
    if (state.ended == null) {
      checkpointIfDue(step, complete.parameters());
    }
    if (endsEpoch(step)) {
      endEpoch();
    }
  }

  private void endEpoch() {
    state.ended = run.isClassifier() ? epoch.ofClasses() : epoch.ofValues();
    epoch.clear();
  }

  private void count(long step, double lossSum, long correct) {
    int examples = run.batches().examplesIn(step);
    epoch.add(examples, lossSum, correct);
    gauge.completed(step, examples, lossSum / examples);
    if (step == startVersion + 1) {
      log.firstStep(step);
    }
  }

  /// Begins to write a checkpoint of this version if one is due and the last is written. The last
  /// version of a run is waited for.
  private void checkpointIfDue(long step, float[] parameters) {
    if (!rule.due(step, checkpointStep, System.nanoTime(), checkpointNanos)) {
      return;
    }
    if (step == run.lastStep()) {
      writer.await();
    }
    if (writer.isFree()) {
      checkpoint(step, parameters);
    }
  }

  private void checkpoint(long step, float[] parameters) {
    writer.check();
    finiteness.requireState(step, parameters, trainee.optimizer());
    Map<String, String> facts = new LinkedHashMap<>(epoch.facts());
    facts.putAll(best.facts());
    facts.put(Restoration.CLOSED_STEP, Long.toString(closedStep));
    facts.putAll(run.data().contents().sha256ByKey());
    Runnable storing = bestModel.storing();
    writer.begin(
        step,
        origin,
        parameters,
        facts,
        () -> {
          folder.checkTerm(origin.term()); // The best model has no fence of its own.
          ledger.sync();
          metricsLog.sync();
          storing.run();
        });
    checkpointStep = step;
    checkpointNanos = System.nanoTime();
  }

  /// Closes the epoch that this step has ended: measures the version, writes the line, keeps the
  /// best. Steps of the next epoch may be entered beside it, from another thread, but for the last.
  ///
  /// @param parameters of that version; they stand still during the call
  public void epochComplete(long step, float[] parameters, Evaluator evaluator) {
    state.requireOpen();
    Metrics trained = state.ended;
    if (trained == null) {
      throw new IllegalStateException("step %d has ended no epoch".formatted(step));
    }
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    metrics.put("train", trained);
    run.data()
        .validation()
        .ifPresent(set -> metrics.put("validation", evaluator.evaluate(set, parameters)));
    closedStep = step;
    epochMetrics = metrics;
    Optional.ofNullable(metrics.get("validation"))
        .flatMap(validation -> best.consider(step, epochsDone(step), validation, parameters))
        .ifPresent(observer::best);
    long now = System.nanoTime();
    EpochMetrics line = new EpochMetrics(epochsDone(step), step, (now - epochNanos) / 1e9, metrics);
    epochNanos = now;
    metricsLog.append(line);
    reports.write(RunReport.Status.RUNNING, step, metrics);
    log.epoch(line);
    observer.epoch(line);
    state.ended = null;
  }

  /// Ends the books at this version.
  ///
  /// @param parameters of this version; not looked at when the goal is the newest checkpoint
  public TrainingResult close(
      Closing.Goal goal, long step, float[] parameters, Evaluator evaluator) {
    state.requireClosedEpoch();
    return switch (goal) {
      case COMPLETE -> complete(step, parameters, evaluator);
      case INTERRUPTED -> interrupt(step, parameters);
      case AT_CHECKPOINT -> interruptAtCheckpoint();
      case HANDED_OVER -> {
        seal(step, parameters);
        yield handedOver(step);
      }
      case HANDED_OVER_AT_CHECKPOINT -> handedOver(writer.writtenStep());
    };
  }

  private TrainingResult complete(long step, float[] parameters, Evaluator evaluator) {
    Map<String, Metrics> metrics = new LinkedHashMap<>(epochMetrics);
    run.data().test().ifPresent(set -> metrics.put("test", evaluator.evaluate(set, parameters)));
    run.data().test().flatMap(set -> bestModel.test(set, evaluator)).ifPresent(this::warn);
    return end(RunReport.Status.DONE, step, parameters, metrics);
  }

  /// The run can go on from this version.
  private TrainingResult interrupt(long step, float[] parameters) {
    seal(step, parameters);
    return end(RunReport.Status.INTERRUPTED, step, parameters, epochMetrics);
  }

  private void seal(long step, float[] parameters) {
    writer.await();
    if (checkpointStep != step) {
      checkpoint(step, parameters);
    }
    writer.requireWritten(step);
  }

  /// Parameters and moments belong to no one version: there are no weights to show for it.
  private TrainingResult interruptAtCheckpoint() {
    long step = writer.writtenStep();
    bestModel.storing().run();
    settle();
    reports.write(RunReport.Status.INTERRUPTED, step, epochMetrics);
    state.closed = true;
    log.ended(RunReport.Status.INTERRUPTED, step, "");
    return new TrainingResult(
        folder.path(), TrainingResult.Status.INTERRUPTED, step, "", epochMetrics);
  }

  /// Another process goes on from here; the report says still that the run is under way.
  private TrainingResult handedOver(long step) {
    leave();
    return new TrainingResult(
        folder.path(), TrainingResult.Status.HANDED_OVER, step, "", epochMetrics);
  }

  /// Closes the books of a run that goes on elsewhere: nothing is noted of its end.
  public void leave() {
    if (!state.closed) {
      state.closed = true;
      writer.settle();
      log.left(gauge.step());
    }
  }

  private TrainingResult end(
      RunReport.Status status, long step, float[] parameters, Map<String, Metrics> metrics) {
    writer.await();
    folder.checkTerm(origin.term());
    bestModel.storing().run();
    models.storeLast(parameters, step);
    String sha256 = Sha256.weights(parameters);
    settle();
    reports.writeLast(status, step, metrics, sha256);
    state.closed = true;
    log.ended(status, step, sha256);
    TrainingResult.Status how =
        status == RunReport.Status.DONE
            ? TrainingResult.Status.DONE
            : TrainingResult.Status.INTERRUPTED;
    return new TrainingResult(folder.path(), how, step, sha256, metrics);
  }

  /// The report is the last word: what it speaks of is on the disk before.
  private void settle() {
    ledger.settle();
    metricsLog.settle();
  }

  /// Ends the books of a run that cannot go on: stores the best version, and notes in the report
  /// that it failed; the checkpoints stay as they are. A run that has come to its end stays as it
  /// is. The report may be what cannot be written: the failure itself comes through all the same.
  ///
  /// @return what to tell the user, with what is safe on the disk
  public LockstepException failed(Throwable cause) {
    Optional<RuntimeException> unwritten = state.closed ? Optional.empty() : noteFailure();
    LockstepException failure =
        cause instanceof LockstepException known
            ? known
            : Failure.causedBy(cause).keeping(writer.kept()).exception(cause);
    unwritten.ifPresent(failure::addSuppressed);
    return failure;
  }

  private Optional<RuntimeException> noteFailure() {
    state.closed = true;
    try {
      folder.checkTerm(origin.term());
      try {
        writer.settle();
        bestModel.storing().run();
      } finally {
        reports.write(RunReport.Status.FAILED, gauge.step(), epochMetrics);
        log.ended(RunReport.Status.FAILED, gauge.step(), "");
      }
      return Optional.empty();
    } catch (RuntimeException unwritten) {
      return Optional.of(unwritten);
    }
  }

  @Override
  public void close() {
    writer.close();
    ledger.close();
    metricsLog.close();
  }
}
