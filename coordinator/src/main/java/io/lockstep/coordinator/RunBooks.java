package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Outlook;
import io.lockstep.run.Metrics;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.Evaluator;
import io.lockstep.training.LaneEvaluator;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.TrainingResult;
import java.util.Optional;

/// The books of a real run: its recorder, and lanes of the coordinator's own to measure what no
/// worker has measured.
public final class RunBooks implements Books, AutoCloseable {

  private final RunRecorder recorder;
  private final LaneTeam team;
  private final Evaluator evaluator;

  public RunBooks(PreparedRun run, RunRecorder recorder) {
    this.recorder = recorder;
    int lanes = run.configuration().limits().evaluationLanesHere();
    this.team = new LaneTeam(run.laneTask(), lanes, LocalStep.CHUNK, Delivery.GATHERED);
    this.evaluator = new LaneEvaluator(run, team);
  }

  /// Tells everybody that steps begin.
  ///
  /// @return the version from which they do
  public long begin() {
    recorder.begin();
    return recorder.startVersion();
  }

  /// Step of the newest checkpoint from which the run would go on; negative before the first.
  long newestCheckpoint() {
    return recorder.newestCheckpoint();
  }

  @Override
  public void stepComplete(CompleteStep step) {
    recorder.stepComplete(step);
  }

  @Override
  public void epochComplete(long step, float[] version, Optional<Tallies> validation) {
    recorder.epochComplete(step, version, knowing(validation));
  }

  /// Takes what workers have measured of a version, and measures the rest here.
  private Evaluator knowing(Optional<Tallies> measured) {
    return (set, parameters) -> {
      if (measured.isEmpty()) {
        return evaluator.evaluate(set, parameters);
      }
      measured.get().fill(team, parameters);
      return Metrics.of(measured.get().findings());
    };
  }

  @Override
  public double rate(long step) {
    return recorder.rate(step);
  }

  @Override
  public boolean isEpochOpen() {
    return recorder.isEpochOpen();
  }

  @Override
  public Outlook outlook(long version) {
    return recorder.outlook(version);
  }

  @Override
  public Optional<float[]> best() {
    return recorder.best();
  }

  @Override
  public void assess(Assessment what, float[] version, Optional<Tallies> measured) {
    recorder.assess(what, version, knowing(measured));
  }

  @Override
  public TrainingResult close(Closing.Goal goal, long step, float[] version) {
    return recorder.close(goal, step, version);
  }

  @Override
  public void leave() {
    recorder.leave();
  }

  @Override
  public LockstepException failed(Throwable cause) {
    return recorder.failed(cause);
  }

  @Override
  public void close() {
    try (team) {
      recorder.close();
    }
  }
}
