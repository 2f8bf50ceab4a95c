package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.Departure;
import io.lockstep.training.TrainingResult;

/// Turns the ways in which a node ends into the exception that its command shows.
final class Ends {

  private Ends() {}

  /// A node that is out of the cluster before its run has ended has no result.
  static TrainingResult thrown(Departure departure) {
    throw switch (departure) {
      case Departure.Forced(Failure failure) -> failure.exception();
      case Departure.Left _ ->
          Failure.of(ExitCode.CLUSTER, "this node was told to leave the cluster")
              .at("membership")
              .keeping("the newest checkpoint")
              .advising("start it again with --resume")
              .exception();
    };
  }

  static RuntimeException failureOf(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof LockstepException known) {
        return known;
      }
    }
    return new IllegalStateException("the run failed", failed.getCause());
  }
}
