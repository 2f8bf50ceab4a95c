package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.Evaluation;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import java.util.OptionalDouble;

/// Local mode: one process, its lanes as workers, no sockets. The same shards, tree and update as
/// in a cluster, and so the same bits.
public final class LocalTraining {

  /// Who the ledger credits.
  private static final String WORKER = "local";

  private final PreparedRun run;
  private final int laneCount;
  private volatile boolean interrupted;

  /// @param laneCount compute threads, at least 1
  public LocalTraining(PreparedRun run, int laneCount) {
    if (laneCount < 1) {
      throw new IllegalArgumentException("%d lanes cannot compute".formatted(laneCount));
    }
    this.run = run;
    this.laneCount = laneCount;
  }

  /// Asks a running [#train] to stop after the step at hand. Any thread.
  public void interrupt() {
    interrupted = true;
  }

  /// Trains to the last step, or to an interruption, on the calling thread.
  ///
  /// @param folder of this run, locked by this process; it goes on from a checkpoint there
  /// @throws io.lockstep.failure.LockstepException if training diverges or nothing can be written
  public TrainingResult train(RunFolder folder, TrainingObserver observer) {
    Trainee trainee = run.newTrainee();
    try (RunRecorder recorder =
            RunRecorder.open(run, folder, trainee, observer, folder.nextTerm());
        LaneTeam team =
            new LaneTeam(run.laneTask(), laneCount, LocalStep.CHUNK, Delivery.GATHERED)) {
      try {
        return steps(recorder, team, trainee);
      } catch (RuntimeException e) {
        noteFailure(recorder, e);
        throw e;
      }
    }
  }

  /// The report may be what cannot be written; the failure itself must come through all the same.
  private static void noteFailure(RunRecorder recorder, RuntimeException failure) {
    try {
      recorder.failed();
    } catch (RuntimeException unwritten) {
      failure.addSuppressed(unwritten);
    }
  }

  private TrainingResult steps(RunRecorder recorder, LaneTeam team, Trainee trainee) {
    Evaluator evaluator = (set, parameters) -> measure(team, set, parameters);
    recorder.begin(evaluator);
    LocalStep step = new LocalStep(run, trainee, team);
    float[] parameters = trainee.parameters();
    for (long at = recorder.startVersion() + 1; at <= run.lastStep(); at++) {
      if (interrupted) {
        return recorder.interrupt(at - 1, parameters);
      }
      step.run(at);
      recorder.requireFinite(at, team.lossSum());
      recorder.stepComplete(at, team.lossSum(), team.correctCount(), step.fingerprint(), WORKER);
      recorder.checkpointIfDue(at, parameters);
      if (recorder.endsEpoch(at)) {
        recorder.epochComplete(at, parameters, evaluator);
      }
    }
    return recorder.finish(parameters, evaluator);
  }

  private Metrics measure(LaneTeam team, Examples set, float[] parameters) {
    Evaluation evaluation = team.evaluate(set, parameters);
    OptionalDouble accuracy =
        run.isClassifier() ? OptionalDouble.of(evaluation.accuracy()) : OptionalDouble.empty();
    return new Metrics(evaluation.loss(), accuracy, evaluation.examples());
  }
}
