package io.lockstep.worker.membership;

import io.lockstep.membership.ClusterNode;
import io.lockstep.membership.Departure;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import java.util.concurrent.CompletableFuture;

/// A worker's place in the cluster.
public final class WorkerMembership {

  private final ClusterNode node;

  private final QuietOnceLeaving listener;

  private WorkerMembership(ClusterNode node, QuietOnceLeaving listener) {
    this.node = node;
    this.listener = listener;
  }

  /// Begins to join and to search the coordinator; all news go to the listener.
  ///
  /// @throws io.lockstep.failure.LockstepException if the membership port cannot be bound
  public static WorkerMembership start(NodeSettings settings, CoordinatorListener listener) {
    QuietOnceLeaving quiet = new QuietOnceLeaving(listener);
    ClusterNode node =
        ClusterNode.start(settings, CoordinatorSearch.create(quiet, settings.pace().search()));
    node.departed()
        .thenAccept(departure -> {
          switch (departure) {
            case Departure.Left _ -> {}
            case Departure.Forced(var failure) -> quiet.castOut(failure);
          }
        });
    return new WorkerMembership(node, quiet);
  }

  /// Where this node's membership port listens.
  public NodeAddress address() {
    return node.address();
  }

  /// Begins to leave in good order. Returns at once; the listener hears nothing of it.
  public CompletableFuture<Departure> leave() {
    listener.leave();
    return node.leave();
  }

  /// Completes when this node is out of the cluster for whatever reason.
  public CompletableFuture<Departure> departed() {
    return node.departed();
  }
}
