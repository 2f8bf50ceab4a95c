package io.lockstep.coordinator;

import io.lockstep.queue.RunQueue;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a coordinator does in one reign: it leads a run to its end, or works through a queue of
/// runs.
public interface Tenure {

  /// Takes it up with a new term.
  ///
  /// @return where others find it; empty when it may not be taken up yet
  /// @throws io.lockstep.failure.LockstepException if it cannot go on
  Optional<Endpoint> begin();

  /// Gives it up: nothing is written any more when this returns, and workers are left to whoever
  /// leads next. Called twice, the second call waits for the first.
  void end(String reason);

  /// Asks it to stop at the next step. Any thread.
  void interrupt();

  /// The same, for another coordinator to go on from there. Any thread.
  void handOver();

  /// How the run is doing that is led at the moment.
  Optional<RunLook> look();

  /// The runs that are worked through; empty for one that a cluster was started for.
  default Optional<RunQueue> queue() {
    return Optional.empty();
  }

  /// Completes when it is over by itself, with the failure if it failed.
  CompletableFuture<TrainingResult> result();
}
