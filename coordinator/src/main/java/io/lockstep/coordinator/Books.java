package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Closing;
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

  /// The last step that is certain, when the epochs up to this version are closed; the version
  /// itself when no step follows. Any thread.
  long horizon(long version);

  /// Whether a run that is complete at this version ends with it: with early stopping it ends with
  /// its best. Any thread, when the epochs up to the version are closed.
  boolean endsWith(long version);

  /// Closes the run.
  ///
  /// @param version the flat parameters after this step
  /// @param test what workers have measured, as above
  TrainingResult close(Closing.Goal goal, long step, float[] version, Optional<Tallies> test);

  /// Closes the books of a run that goes on elsewhere.
  void leave();

  /// Closes a run that cannot go on.
  ///
  /// @return the failure, with what is safe
  LockstepException failed(Throwable cause);
}
