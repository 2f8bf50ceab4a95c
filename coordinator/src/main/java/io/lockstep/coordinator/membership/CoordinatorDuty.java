package io.lockstep.coordinator.membership;

import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;

/// What a process does while it is the coordinator. Called on one virtual thread, one call after
/// the other, so that every method may wait for files and sockets: first `begin`, then any number
/// of `memberLost`, at last `end`. A process that takes over twice begins twice.
public interface CoordinatorDuty {

  /// Takes up the duty with a new term and opens the gRPC services.
  ///
  /// @return where workers find them; told to every worker at once
  /// @throws io.lockstep.failure.LockstepException if it cannot; this node then leaves the cluster
  ///   with that failure
  Endpoint begin();

  /// The cluster has removed a worker for good, and no other has come under its name. Usually known
  /// long before by its broken stream.
  ///
  /// @param reason for the log, such as `cast out by the cluster`
  void memberLost(Member member, String reason);

  /// The duty is over: another coordinator may begin as soon as this returns. Called once for each
  /// `begin` that returned.
  void end(String reason);
}
