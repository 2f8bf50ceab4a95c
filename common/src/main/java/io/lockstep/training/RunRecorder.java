package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.Restored;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.data.Examples;
import io.lockstep.failure.LockstepException;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Outlook;
import io.lockstep.reduce.StepReduction;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Fence;
import io.lockstep.run.Ledger;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.shard.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the books of a run: ledger, metrics, checkpoints, best and last model, report. Serves
/// local mode and the coordinator, which follow the order of a [io.lockstep.plan.Closing]: every
/// step with [#stepComplete]; the epoch that it ends, if it does, with [#epochComplete]; what the
/// run ends with, with [#assess]; at last [#close] or [#failed]. What comes out of this order is
/// refused.
///
/// Calls come one at a time, but for [#epochComplete]: steps of the next epoch are entered beside
/// it. What it changes is not looked at before it is over.
public final class RunRecorder implements AutoCloseable {

  private final PreparedRun run;
  private final RunFolder folder;
  private final Trainee trainee;
  private final TrainingObserver observer;
  private final CheckpointWriter writer;
  private final Origin origin;
  private final ModelStore models;
  private final Finiteness finiteness;
  private final Ledger ledger;
  private final MetricsLog metricsLog;
  private final ProgressGauge gauge = new ProgressGauge();
  private final EpochTally epoch = new EpochTally();
  private final BestVersion best = new BestVersion();
  private final RunCourse course;
  private final Sealing sealing;
  private final BestModel bestModel;
  private final EndMetrics endMetrics;
  private final long startVersion;
  private final StepReduction.Credits ledgerBlocks;
  private final StateLog log = new StateLog();
  private final ReportWriter reports;
  private final LastEntry lastEntry;
  private Map<String, Metrics> epochMetrics = Map.of();
  private long closedStep;

  private final BooksState state = new BooksState();
  private long epochNanos = System.nanoTime();

  private RunRecorder(
      RecorderSetting setting, Trainee trainee, CheckpointStore store, Restored restored) {
    this.run = setting.run();
    this.folder = setting.folder();
    this.trainee = trainee;
    this.observer = setting.observer();
    this.origin = setting.origin();
    folder.bear(setting.patience(), this::warn);
    this.writer = new CheckpointWriter(store, trainee, this::warn, setting);
    this.sealing = new Sealing(writer, setting, new Content());
    this.course = new RunCourse(run.course(), best);
    this.endMetrics = new EndMetrics(run, course);
    this.models = new ModelStore(run, folder);
    this.bestModel = new BestModel(best, models);
    this.finiteness = new Finiteness(run, writer);
    restored.warnings().forEach(this::warn);
    this.startVersion = restored.checkpoint().map(this::restore).orElse(0L);
    Fence fence = new Fence(origin.term(), folder::checkTerm);
    this.ledger =
        Ledger.open(
            folder.ledger(), startVersion, setting.patience(), fence, setting.witness().ledger());
    this.ledgerBlocks = ledger::block;
    this.metricsLog =
        MetricsLog.open(
            folder.metrics(),
            isEpochOpen() ? startVersion - 1 : startVersion,
            setting.patience(),
            fence,
            setting.witness().metrics());
    if (startVersion > 0) {
      List<EpochMetrics> epochs = MetricsLog.read(folder.metrics());
      this.epochMetrics = epochs.isEmpty() ? Map.of() : epochs.getLast().metrics();
    }
    this.reports = new ReportWriter(run, folder, models.versions(), course, ledger);
    this.lastEntry =
        new LastEntry(
            new LastEntry.Means(
                setting,
                writer,
                models,
                bestModel,
                reports,
                ledger,
                metricsLog,
                state,
                log,
                gauge));
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

  /// Step of the newest checkpoint from which this run would go on; negative before the first. Any
  /// thread.
  public long newestCheckpoint() {
    return writer.newestStep();
  }

  private long restore(Checkpoint checkpoint) {
    trainee.restore(checkpoint);
    epoch.restore(checkpoint.facts());
    course.restore(checkpoint.facts());
    closedStep = Restoration.closedStep(checkpoint.facts());
    sealing.restored(checkpoint.step());
    return checkpoint.step();
  }

  private void warn(String warning) {
    log.warned(warning);
    observer.warned(warning);
  }

  /// Tells everybody that steps begin, and makes version 0 safe. Only here is the configuration
  /// stored: one that was refused must not replace that of the run.
  public void begin() {
    run.start().ifPresent(model -> model.keepIn(folder.path()));
    folder.writeConfiguration(ConfigurationWriter.yaml(run.configuration()));
    folder.writeTables(run.data());
    reports.write(RunReport.Status.RUNNING, startVersion, epochMetrics);
    log.begun(run, startVersion, origin.term());
    observer.begun(run, folder.path(), startVersion, gauge);
    folder.pointLast().ifPresent(this::warn);
    if (isEpochOpen()) {
      endEpoch();
    }
    if (startVersion == 0) {
      sealing.seal(0, trainee.parameters()); // A line of the ledger needs something to go on from.
    } else {
      sealing.ifDue(startVersion, trainee.parameters(), place(startVersion));
    }
    epochNanos = System.nanoTime();
  }

  /// Whether the version from which steps go on has ended an epoch that is to be closed yet: its
  /// checkpoint was taken before, so that closing never holds it up.
  public boolean isEpochOpen() {
    return isOpen(startVersion);
  }

  private boolean isOpen(long version) {
    return version > closedStep && run.batches().endsEpoch(version);
  }

  /// The version from which steps go on.
  public long startVersion() {
    return startVersion;
  }

  public ProgressGauge gauge() {
    return gauge;
  }

  /// The learning rate of a step. Any thread.
  public double rate(long step) {
    return course.rate(step);
  }

  /// The way ahead from this version. Any thread, but while its epoch is being closed.
  public Outlook outlook(long version) {
    boolean isUndecided = isOpen(version) && course.isDecidedByMetrics();
    long horizon = isUndecided ? version : course.horizon(version);
    return new Outlook(horizon, version == horizon ? endMetrics.due(version) : List.of());
  }

  private Sealing.Place place(long step) {
    return course.isLast(step) ? Sealing.Place.LAST : Sealing.Place.ON_THE_WAY;
  }

  /// Enters a step, and begins to write a checkpoint if one is due. A step that ends an epoch ends
  /// the counting of it: the next step counts anew. Where the metrics of that epoch decide what
  /// follows, a checkpoint of its version waits for them: no step is made meanwhile.
  ///
  /// @throws LockstepException with exit code 7 if the loss is not finite: nothing of that step may
  ///   be kept; with 5 if checkpoints cannot be written any more
  public void stepComplete(CompleteStep complete) {
    state.requireOpen();
    long step = complete.step();
    if (state.ended != null && run.batches().endsEpoch(step)) {
      throw new IllegalStateException(
          "step %d ends an epoch, and that before it is still open".formatted(step));
    }
    finiteness.requireLoss(step, complete.lossSum());
    count(step, complete.lossSum(), complete.correctCount());
    if (run.batches().endsEpoch(step)) {
      epoch.lastStep(complete.norms());
    }
    state.fingerprint = complete.fingerprint();
    ledger.begin(step, state.fingerprint);
    complete.credits(ledgerBlocks);
    ledger.end();
    boolean waits = course.isDecidedByMetrics() && run.batches().endsEpoch(step);
    if (state.ended == null && !waits) {
      sealing.goOnFrom(step, state.fingerprint, complete.parameters(), place(step));
    }
    if (run.batches().endsEpoch(step)) {
      endEpoch();
    }
  }

  private void endEpoch() {
    state.ended = epoch.of(run);
    state.norms = epoch.norms();
    epoch.clear();
  }

  private void count(long step, double lossSum, long correct) {
    int examples = run.batches().examplesIn(step);
    epoch.add(examples, lossSum, correct);
    gauge.completed(step, examples, lossSum / examples * run.lossFactor());
    if (step == startVersion + 1) {
      log.firstStep(step);
    }
  }

  private final class Content implements Sealing.Content {

    @Override
    public void requireFinite(long step, float[] parameters) {
      finiteness.requireState(step, parameters, trainee.optimizer());
    }

    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>(epoch.facts());
      facts.putAll(course.facts());
      facts.put(Restoration.CLOSED_STEP, Long.toString(closedStep));
      facts.putAll(run.data().contents().sha256ByKey());
      return facts;
    }

    @Override
    public Runnable before() {
      Runnable storing = bestModel.storing();
      return () -> {
        folder.checkTerm(origin.term()); // The best model has no fence of its own.
        ledger.sync();
        metricsLog.sync();
        storing.run();
      };
    }
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
    long now = System.nanoTime();
    double rate = course.rate(step);
    EpochMetrics line =
        new EpochMetrics(
            run.batches().epochsDone(step),
            step,
            (now - epochNanos) / 1e9,
            rate,
            state.norms,
            metrics);
    epochNanos = now;
    course
        .epoch(line, parameters)
        .ifPresent(found -> {
          observer.best(found);
          sealing.prepareForHeirs();
        });
    metricsLog.append(line);
    reports.write(RunReport.Status.RUNNING, step, metrics);
    log.epoch(line);
    observer.epoch(line);
    state.ended = null;
    if (course.isDecidedByMetrics()) {
      sealing.goOnFrom(step, state.fingerprint, parameters, place(step));
      course
          .stopped(step)
          .ifPresent(reason -> {
            log.stopped(step, reason);
            observer.stopped(run.batches().epochsDone(step), reason);
          });
    }
  }

  /// Parameters of the best version, to be measured for the end of the run; empty, and warned of,
  /// when they cannot be read back.
  public Optional<float[]> best() {
    state.requireClosedEpoch();
    return bestModel.parametersToTest(this::warn);
  }

  /// Measures a version for the end of the run, as its [#outlook] says.
  ///
  /// @param parameters of that version; they stand still during the call
  public void assess(Assessment what, float[] parameters, Evaluator evaluator) {
    state.requireClosedEpoch();
    Examples set = run.measurement(what.part()).orElseThrow().set();
    endMetrics.enter(what, evaluator.evaluate(set, parameters));
  }

  /// Ends the books at this version.
  ///
  /// @param parameters of this version; not looked at when the goal is the newest checkpoint
  public TrainingResult close(Closing.Goal goal, long step, float[] parameters) {
    state.requireClosedEpoch();
    return switch (goal) {
      case COMPLETE -> complete(step, parameters);
      case INTERRUPTED -> {
        sealing.seal(step, parameters);
        yield lastEntry.interrupted(new LastEntry.At(step, step, epochMetrics), parameters);
      }
      case AT_CHECKPOINT -> lastEntry.interruptedAtCheckpoint(epochMetrics);
      case HANDED_OVER -> {
        sealing.seal(step, parameters);
        yield lastEntry.handedOver(step, epochMetrics);
      }
      case HANDED_OVER_AT_CHECKPOINT -> lastEntry.handedOver(writer.writtenStep(), epochMetrics);
    };
  }

  /// With early stopping, the model of the run is its best version.
  private TrainingResult complete(long step, float[] parameters) {
    best.report().flatMap(kept -> endMetrics.of(kept.step(), Part.TEST)).ifPresent(best::tested);
    if (course.endsWith().isPresent()) {
      RunReport.Best end = course.endsWith().get();
      return lastEntry.complete(
          new LastEntry.At(step, end.step(), end.metrics()), bestModel.parameters());
    }
    return lastEntry.complete(
        new LastEntry.At(step, step, endMetrics.with(epochMetrics, step)), parameters);
  }

  /// Closes the books of a run that goes on elsewhere: nothing is noted of its end.
  public void leave() {
    lastEntry.leave();
  }

  /// Ends the books of a run that cannot go on: stores the best version, and notes in the report
  /// that it failed; the checkpoints stay as they are. A run that has come to its end stays as it
  /// is. The report may be what cannot be written: the failure itself comes through all the same.
  ///
  /// @return what to tell the user, with what is safe on the disk
  public LockstepException failed(Throwable cause) {
    return lastEntry.failed(cause, epochMetrics);
  }

  @Override
  public void close() {
    writer.close();
    ledger.close();
    metricsLog.close();
  }
}
