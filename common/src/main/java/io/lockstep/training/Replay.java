package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes steps of a run again, from its beginning or from a checkpoint, and keeps no books: what
/// comes out is compared by the caller. The arithmetic is that of local mode. One thread.
public final class Replay implements AutoCloseable {

  private final PreparedRun run;
  private final LaneTeam team;
  private final Evaluator evaluator;
  private EpochTally epoch;
  private RunCourse course;
  private Trainee trainee;
  private LocalStep step;
  private long version;

  /// @param laneCount compute threads, at least 1
  public Replay(PreparedRun run, int laneCount) {
    this.run = run;
    this.team = new LaneTeam(run.laneTask(), laneCount, LocalStep.CHUNK, Delivery.GATHERED);
    this.evaluator = new LaneEvaluator(run, team);
    begin();
  }

  /// Goes to version 0.
  public void begin() {
    version = 0;
    epoch = new EpochTally();
    course = new RunCourse(run.course(), new BestVersion());
    trainee = run.newTrainee();
    step = new LocalStep(run, trainee, team, course::rate);
  }

  /// Goes to the version of a checkpoint of this run.
  ///
  /// @throws IllegalStateException if its tensors are not those of this run
  public void begin(Checkpoint checkpoint) {
    begin();
    trainee.restore(checkpoint);
    version = checkpoint.step();
    epoch.restore(checkpoint.facts());
    course.restore(checkpoint.facts());
    if (endsEpoch() && Restoration.closedStep(checkpoint.facts()) < version) {
      closeEpoch(); // It was taken before that.
    }
  }

  /// Makes the next version.
  ///
  /// @return its fingerprint, as the ledger has it
  public long next() {
    step.run(++version);
    long fingerprint = step.fingerprint();
    epoch.add(run.batches().examplesIn(version), step.lossSum(), step.correctCount());
    if (endsEpoch()) {
      closeEpoch();
    }
    return fingerprint;
  }

  private boolean endsEpoch() {
    return version > 0 && run.batches().endsEpoch(version);
  }

  /// What the metrics of an epoch decide decides the steps that follow; otherwise nobody asks for
  /// them here.
  private void closeEpoch() {
    Metrics trained = epoch.of(run);
    epoch.clear();
    if (!course.isDecidedByMetrics()) {
      return;
    }
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    metrics.put("train", trained);
    run.data()
        .validation()
        .ifPresent(set -> metrics.put("validation", evaluator.evaluate(set, trainee.parameters())));
    int number = run.batches().epochsDone(version);
    course.epoch(
        new EpochMetrics(number, version, 0, course.rate(version), metrics), trainee.parameters());
  }

  /// Steps behind the state at hand.
  public long version() {
    return version;
  }

  /// The state at hand: parameters and moments.
  public Trainee trainee() {
    return trainee;
  }

  @Override
  public void close() {
    team.close();
  }
}
