package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Outlook;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.TrainingResult;
import java.util.Optional;

/// Where the engine enters what happened, in the order of a [Closing]. Calls come one at a time,
/// but for [#epochComplete], which steps of the next epoch do not wait for.
public interface Books {

  /// A step is complete; nobody has begun the next one yet, so parameters and moments stand still
  /// during the call.
  ///
  /// @throws LockstepException if the loss is not finite or checkpoints cannot be written any more
  void stepComplete(CompleteStep step);

  /// Closes an epoch. May take long: workers go on meanwhile, and [#stepComplete] is called for
  /// steps of the next epoch, but not for the last of them.
  ///
  /// @param version the flat parameters after this step; they stand still during the call
  /// @param validation what workers have measured, if they were asked; what is missing is measured
  ///   here
  void epochComplete(long step, float[] version, Optional<Tallies> validation);

  /// The learning rate of a step, when the epochs before it are closed as far as they decide
  /// anything. Any thread.
  double rate(long step);

  /// Whether the version that the run was taken up from has ended an epoch that is to be closed
  /// yet.
  boolean isEpochOpen();

  /// The way ahead from this version. Any thread, but while its epoch is being closed.
  Outlook outlook(long version);

  /// Parameters of the best version, to be measured for the end of the run; empty when they cannot
  /// be read back.
  Optional<float[]> best();

  /// Enters what a version comes to for the end of the run.
  ///
  /// @param version its flat parameters; they stand still during the call
  /// @param measured what workers have measured, if they were asked; what is missing is measured
  ///   here
  void assess(Assessment what, float[] version, Optional<Tallies> measured);

  /// Closes the run.
  ///
  /// @param version the flat parameters after this step
  TrainingResult close(Closing.Goal goal, long step, float[] version);

  /// Closes the books of a run that goes on elsewhere.
  void leave();

  /// Closes a run that cannot go on.
  ///
  /// @return the failure, with what is safe
  LockstepException failed(Throwable cause);
}
