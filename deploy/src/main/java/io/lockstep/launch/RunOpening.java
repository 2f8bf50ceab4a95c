package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.Tenure;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.util.Optional;

/// How a coordinator comes to its run, or to its queue of them. Called on the duty's thread, which
/// may wait.
public interface RunOpening {

  /// The result of the run that another coordinator has led to its end since this one started.
  ///
  /// @throws io.lockstep.failure.LockstepException if that run has failed
  Optional<TrainingResult> endedElsewhere();

  /// What is done in one reign; its `begin` opens the run, or finds that it may not yet.
  Tenure service(Claim claim, CoordinatorPort port);

  /// Another coordinator leads: its run is held at its newest version meanwhile, if it can be, for
  /// the reign that may come. Called again and again; does not wait.
  default void standsBy(Endpoint leader, CoordinatorPort port) {}

  /// Whether a later reign than this one has begun.
  boolean isSuperseded(long term);

  /// The reign is over: gives the run back.
  void close();
}
