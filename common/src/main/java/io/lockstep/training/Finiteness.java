package io.lockstep.training;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.optimizer.Optimizer;
import java.util.List;

/// Refuses numbers from which training cannot go on.
final class Finiteness {

  private final PreparedRun run;
  private final CheckpointWriter writer;

  Finiteness(PreparedRun run, CheckpointWriter writer) {
    this.run = run;
    this.writer = writer;
  }

  /// @throws LockstepException with exit code 7 unless the loss is a finite number
  void requireLoss(long step, double lossSum) {
    if (!Double.isFinite(lossSum)) {
      throw diverged(step, "the loss is %s".formatted(lossSum));
    }
  }

  /// A state from which no step could lead on must not take the place of a good checkpoint. Reads
  /// everything, so it is for checkpoints and not for steps.
  ///
  /// @throws LockstepException with exit code 7 unless parameters and moments are finite numbers
  void requireState(long step, float[] parameters, Optimizer optimizer) {
    require(step, "a parameter", parameters);
    List<float[]> moments = optimizer.moments();
    for (int i = 0; i < moments.size(); i++) {
      String name = optimizer.momentNames().get(i);
      require(step, "a value of the optimiser's '%s'".formatted(name), moments.get(i));
    }
  }

  private void require(long step, String what, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw diverged(step, "%s is %s".formatted(what, value));
      }
    }
  }

  private LockstepException diverged(long step, String what) {
    writer.await();
    Remedy remedy = Remedy.forGrowth(run);
    return Failure.of(ExitCode.DIVERGED, "training diverged: " + what + remedy.afterwards())
        .at("step %d, epoch %d".formatted(step, run.batches().epochOf(step)))
        .keeping(writer.kept())
        .advising(remedy.advice())
        .exception();
  }
}
