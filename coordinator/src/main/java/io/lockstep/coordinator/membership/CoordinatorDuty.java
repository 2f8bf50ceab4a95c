package io.lockstep.coordinator.membership;

import io.lockstep.wire.Endpoint;
import java.util.Optional;

/// What a process does while it is the coordinator. Called on one virtual thread, one call after
/// the other, so that every method may wait for files and sockets: first `begin`, at last `end`. A
/// process that takes over twice begins twice.
public interface CoordinatorDuty {

  /// Takes up the duty with a new term and lets workers in.
  ///
  /// @param support who stands behind this process at the moment
  /// @return where workers find it; empty when it may not begin yet, so that it is asked again
  /// @throws io.lockstep.failure.LockstepException if it cannot; this node then leaves the cluster
  ///   with that failure
  Optional<Endpoint> begin(Support support);

  /// The duty is over: another coordinator may begin as soon as this returns. Called once for each
  /// `begin` that gave an endpoint.
  void end(String reason);
}
