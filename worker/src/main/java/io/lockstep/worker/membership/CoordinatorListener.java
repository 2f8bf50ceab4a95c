package io.lockstep.worker.membership;

import io.lockstep.failure.Failure;
import io.lockstep.membership.Endpoint;

/// Hears where the coordinator is. Called on a thread of the actor system, one call after the
/// other: returns at once and never waits.
public interface CoordinatorListener {

  /// A coordinator reigns at `endpoint`. Said again only when endpoint or term changed.
  void coordinatorAt(Endpoint endpoint);

  /// The coordinator of the last [#coordinatorAt] has ended; the search goes on by itself. A broken
  /// stream usually tells it sooner.
  void coordinatorGone();

  /// This node could not join or was cast out; nothing is said after that. Ends the process with
  /// the code of the failure.
  void castOut(Failure failure);
}
