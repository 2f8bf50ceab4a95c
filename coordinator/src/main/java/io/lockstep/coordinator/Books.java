package io.lockstep.coordinator;

import io.lockstep.reduce.StepReduction;
import io.lockstep.training.TrainingResult;

/// Where the engine enters what happened. Calls come one at a time, in the order of the steps, but
/// for [#epochComplete], which steps of the next epoch do not wait for.
public interface Books {

  /// A step is complete; nobody has begun the next one yet, so parameters and moments stand still
  /// during the call.
  ///
  /// @param version the flat parameters after this step, to be read during the call only
  /// @throws io.lockstep.failure.LockstepException if the loss is not finite or checkpoints cannot
  ///   be written any more
  void stepComplete(long step, StepReduction reduction, long fingerprint, float[] version);

  boolean endsEpoch(long step);

  /// Closes an epoch. May take long: workers go on meanwhile, and [#stepComplete] is called for
  /// steps of the next epoch, but not for the last of them.
  ///
  /// @param version the flat parameters after this step; they stand still during the call
  void epochComplete(long step, float[] version);

  /// Closes the run after its last step.
  TrainingResult finish(float[] version);

  /// Closes the run at a version from which it can go on.
  TrainingResult interrupt(long step, float[] version);

  /// Closes the run at its newest checkpoint, when the state of no version is whole any more.
  TrainingResult interruptAtCheckpoint();
}
