package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.Restored;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.plan.CheckpointRule;
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
/// local mode and the coordinator. Calls come from one thread at a time, for every step in order:
/// [#stepComplete], then [#checkpointIfDue], then, when the step ends an epoch, [#epochComplete].
public final class RunRecorder implements AutoCloseable {

  /// Fact of a checkpoint: the step that ended the last epoch whose books were closed.
  private static final String CLOSED_STEP = "epoch.closed-step";

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
  private final long startVersion;
  private final StepReduction.Credits ledgerBlocks;
  private final StateLog log = new StateLog();
  private final RunReport report;
  private Map<String, Metrics> epochMetrics = Map.of();
  private long closedStep;
  private long checkpointStep = -1;
  private long checkpointNanos = System.nanoTime();
  private long epochNanos = System.nanoTime();

  private RunRecorder(
      PreparedRun run,
      RunFolder folder,
      Trainee trainee,
      TrainingObserver observer,
      CheckpointStore store,
      Origin origin,
      Restored restored) {
    this.run = run;
    this.folder = folder;
    this.trainee = trainee;
    this.observer = observer;
    this.origin = origin;
    this.rule = run.checkpointRule();
    this.writer = new CheckpointWriter(store, trainee, log, observer::warned);
    this.models = new ModelStore(run, folder);
    this.finiteness = new Finiteness(run, writer);
    restored.warnings().forEach(this::warn);
    this.startVersion = restored.checkpoint().map(this::restore).orElse(0L);
    this.ledger = Ledger.open(folder.ledger(), startVersion);
    this.ledgerBlocks = ledger::block;
    this.metricsLog =
        MetricsLog.open(
            folder.metrics(), isEpochOpen() ? startVersion - 1 : startVersion, closedStep);
    if (startVersion > 0) {
      List<EpochMetrics> epochs = MetricsLog.read(folder.metrics());
      this.epochMetrics = epochs.isEmpty() ? Map.of() : epochs.getLast().metrics();
    }
    this.report =
        RunReport.begun(
            models.versions(),
            run.configuration().run().seed(),
            run.data().fingerprint(),
            run.configurationHash());
    gauge.startAt(startVersion);
  }

  /// Takes up a run: from its newest valid checkpoint if it has one, else from version 0.
  ///
  /// @param term reign under which this process writes
  /// @throws LockstepException if checkpoints cannot be written, or belong to another configuration
  ///   or other data
  public static RunRecorder open(
      PreparedRun run, RunFolder folder, Trainee trainee, TrainingObserver observer, long term) {
    Origin origin = new Origin(term, run.configurationHash(), run.data().fingerprint());
    CheckpointStore store =
        CheckpointStore.open(
            folder.checkpoints(), run.configuration().checkpoint().keep(), folder::checkTerm);
    Restored restored = store.newestValid();
    restored
        .checkpoint()
        .flatMap(checkpoint ->
            Succession.of(run, folder.configuration()).obstacle(checkpoint.manifest()))
        .ifPresent(obstacle -> {
          throw Failure.of(ExitCode.USAGE, "this run cannot go on: " + obstacle.reason())
              .at(folder.path().toString())
              .keeping(store.kept())
              .advising(obstacle.advice())
              .exception();
        });
    return new RunRecorder(run, folder, trainee, observer, store, origin, restored);
  }

  private long restore(Checkpoint checkpoint) {
    trainee.restore(checkpoint);
    epoch.restore(checkpoint.facts());
    best.restore(checkpoint.facts());
    closedStep = Long.parseLong(checkpoint.facts().getOrDefault(CLOSED_STEP, "0"));
    checkpointStep = checkpoint.step();
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
    folder.writeReport(reportAt(startVersion, epochMetrics, RunReport.Status.RUNNING));
    log.begun(run, startVersion, origin.term());
    observer.begun(run, folder.path(), startVersion, gauge);
    folder.pointLast().ifPresent(this::warn);
    if (isEpochOpen()) {
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

  public boolean endsEpoch(long step) {
    return step % run.batches().stepsPerEpoch() == 0;
  }

  private int epochsDone(long step) {
    return Math.toIntExact(step / run.batches().stepsPerEpoch());
  }

  /// Refuses a loss that is not a number: nothing of that step may be kept.
  ///
  /// @throws LockstepException with exit code 7
  public void requireFinite(long step, double lossSum) {
    finiteness.requireLoss(step, lossSum);
  }

  /// Enters a step whose blocks were all computed in this process.
  public void stepComplete(
      long step, double lossSum, long correct, long fingerprint, String worker) {
    count(step, lossSum, correct);
    ledger.begin(step, fingerprint);
    ledger.block(0, run.batches().shardsIn(step) - 1, worker);
    ledger.end();
  }

  /// Enters a step that several workers computed.
  public void stepComplete(long step, StepReduction reduction, long fingerprint) {
    count(step, reduction.lossSum(), reduction.correctCount());
    ledger.begin(step, fingerprint);
    reduction.credits(ledgerBlocks);
    ledger.end();
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
  public void checkpointIfDue(long step, float[] parameters) {
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
    ledger.flush();
    Map<String, String> facts = new LinkedHashMap<>(epoch.facts());
    facts.putAll(best.facts());
    facts.put(CLOSED_STEP, Long.toString(closedStep));
    facts.putAll(run.data().contents().sha256ByKey());
    Optional<float[]> unstored = best.unstored();
    long bestStep = best.report().map(RunReport.Best::step).orElse(0L);
    writer.begin(
        step,
        origin,
        parameters,
        trainee,
        facts,
        () -> {
          folder.checkTerm(origin.term()); // The best model has no fence of its own.
          ledger.sync();
          metricsLog.sync();
          unstored.ifPresent(found -> storeBest(found, bestStep));
        });
    checkpointStep = step;
    checkpointNanos = System.nanoTime();
  }

  private void storeBest(float[] found, long bestStep) {
    models.storeBest(found, bestStep);
    best.stored(found);
  }

  private void storeUnstoredBest() {
    best.unstored().ifPresent(found -> storeBest(found, best.report().orElseThrow().step()));
  }

  /// Closes the epoch that this step ends: measures the version, writes the line, keeps the best.
  public void epochComplete(long step, float[] parameters, Evaluator evaluator) {
    closeEpoch(step, epochEnds(), parameters, evaluator);
  }

  /// Ends the counting of an epoch right after its last step; the next step counts anew. Until
  /// [#closeEpoch] no checkpoint may be taken, or it would leave this epoch out.
  public Metrics epochEnds() {
    Metrics trained = epoch.metrics(run.isClassifier());
    epoch.clear();
    return trained;
  }

  /// The long part of [#epochComplete]. [#stepComplete] may be called beside it, from another
  /// thread.
  ///
  /// @param trained from [#epochEnds]
  public void closeEpoch(long step, Metrics trained, float[] parameters, Evaluator evaluator) {
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
    folder.writeReport(reportAt(step, metrics, RunReport.Status.RUNNING));
    log.epoch(line);
    observer.epoch(line);
  }

  /// Ends the books after the last step.
  public TrainingResult finish(float[] parameters, Evaluator evaluator) {
    Map<String, Metrics> metrics = new LinkedHashMap<>(epochMetrics);
    run.data().test().ifPresent(set -> metrics.put("test", evaluator.evaluate(set, parameters)));
    run.data().test().ifPresent(set -> testBest(set, evaluator));
    return close(RunReport.Status.DONE, run.lastStep(), parameters, metrics);
  }

  /// A best model that cannot be read back fails no run: the last one is whole.
  private void testBest(Examples set, Evaluator evaluator) {
    if (best.report().isEmpty()) {
      return;
    }
    try {
      best.tested(evaluator.evaluate(set, best.unstored().orElseGet(models::best)));
    } catch (LockstepException unreadable) {
      warn("the best model is not tested: " + unreadable.getMessage());
    }
  }

  /// Ends the books before the last step, at a version from which the run can go on.
  public TrainingResult interrupt(long step, float[] parameters) {
    writer.await();
    if (checkpointStep != step) {
      checkpoint(step, parameters);
    }
    writer.requireWritten(step);
    return close(RunReport.Status.INTERRUPTED, step, parameters, epochMetrics);
  }

  /// Ends the books at the newest checkpoint, when parameters and moments belong to no one version.
  /// There are no weights to show for it.
  public TrainingResult interruptAtCheckpoint() {
    writer.await();
    storeUnstoredBest();
    ledger.flush();
    folder.writeReport(reportAt(checkpointStep, epochMetrics, RunReport.Status.INTERRUPTED));
    log.ended(RunReport.Status.INTERRUPTED, checkpointStep, "");
    return new TrainingResult(
        folder.path(), TrainingResult.Status.INTERRUPTED, checkpointStep, "", epochMetrics);
  }

  private TrainingResult close(
      RunReport.Status status, long step, float[] parameters, Map<String, Metrics> metrics) {
    writer.await();
    folder.checkTerm(origin.term());
    storeUnstoredBest();
    models.storeLast(parameters, step);
    String sha256 = Sha256.weights(parameters);
    ledger.flush();
    folder.writeReport(reportAt(step, metrics, status).withWeights(sha256));
    log.ended(status, step, sha256);
    TrainingResult.Status end =
        status == RunReport.Status.DONE
            ? TrainingResult.Status.DONE
            : TrainingResult.Status.INTERRUPTED;
    return new TrainingResult(folder.path(), end, step, sha256, metrics);
  }

  /// Notes in the report that the run failed, and stores the best version; the checkpoints stay as
  /// they are.
  public void failed() {
    folder.checkTerm(origin.term());
    try {
      writer.settle();
      storeUnstoredBest();
    } finally {
      folder.writeReport(reportAt(gauge.step(), epochMetrics, RunReport.Status.FAILED));
      log.ended(RunReport.Status.FAILED, gauge.step(), "");
    }
  }

  /// What the report says of a version; the best so far is part of every one.
  private RunReport reportAt(long step, Map<String, Metrics> metrics, RunReport.Status status) {
    RunReport at = report.with(step, epochsDone(step), metrics).with(status);
    return best.report().map(at::with).orElse(at);
  }

  @Override
  public void close() {
    writer.close();
    ledger.close();
    metricsLog.close();
  }
}
