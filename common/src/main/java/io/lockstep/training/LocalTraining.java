package io.lockstep.training;

import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.RunFolder;

/// Local mode: one process, no sockets. Shards, tree and update are those of a cluster, and so is
/// the order in which steps, epochs and the run are closed; hence the bits are the same as well.
public final class LocalTraining {

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
  /// @throws io.lockstep.failure.LockstepException if training diverges, nothing can be written or
  ///   anything else keeps it from going on
  public TrainingResult train(RunFolder folder, TrainingObserver observer) {
    Trainee trainee = run.newTrainee();
    LocalPlace place =
        new LocalPlace(run.configuration().cluster().stallNanos(), System.nanoTime());
    RecorderSetting setting = RecorderSetting.of(run, folder, observer, folder.nextTerm());
    try (RunRecorder recorder = RunRecorder.open(setting, trainee);
        Alarm _ = Alarm.over(place::look);
        LaneTeam team =
            new LaneTeam(run.laneTask(), laneCount, LocalStep.CHUNK, Delivery.GATHERED)) {
      try {
        Evaluator evaluator = new LaneEvaluator(run, team);
        recorder.begin();
        LocalStep step = new LocalStep(run, trainee, team, recorder::rate);
        return new LocalLoop(run, recorder, evaluator, step, place).train(() -> interrupted);
      } catch (RuntimeException | Error e) {
        throw recorder.failed(e);
      }
    }
  }
}
