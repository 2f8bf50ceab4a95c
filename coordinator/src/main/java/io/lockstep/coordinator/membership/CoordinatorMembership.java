package io.lockstep.coordinator.membership;

import io.lockstep.wire.NodeAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A node that is coordinator or waits to become it.
public final class CoordinatorMembership {

  /// How long the end of a duty may take after the node is out of the cluster.
  private static final long DUTY_END_SECONDS_MAX = 30;

  private final ClusterNode node;
  private final CompletableFuture<Departure> departed;

  private CoordinatorMembership(ClusterNode node, ExecutorService dutyThread) {
    this.node = node;
    this.departed = node.departed().thenApplyAsync(departure -> settled(departure, dutyThread));
  }

  /// Joins, or founds, the cluster of coordinators.
  ///
  /// @throws io.lockstep.failure.LockstepException if the membership port cannot be bound
  public static CoordinatorMembership start(
      NodeSettings settings, Entry entry, CoordinatorDuty duty) {
    Objects.requireNonNull(duty, "duty");
    ExecutorService dutyThread =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("duty-", 0).factory());
    CompletableFuture<Void> candidate = new CompletableFuture<>();
    Behavior<Void> root =
        Behaviors.setup(context -> {
          ActorSystem<?> system = context.getSystem();
          CoordinatorSeat.standFor(
                  system,
                  CoordinatorSeat.create(
                      duty, dutyThread, () -> ClusterNode.support(system, entry.most())))
              .whenComplete((_, _) -> candidate.complete(null));
          context.spawn(Parting.create(settings.pace()), "parting");
          return Behaviors.empty();
        });
    return new CoordinatorMembership(
        ClusterNode.start(settings, entry, root, candidate), dutyThread);
  }

  /// Where this node's membership port listens: where others join.
  public NodeAddress address() {
    return node.address();
  }

  /// True while this node is a full member, which can take the seat.
  public boolean isUp() {
    return node.isUp();
  }

  /// Where the full members listen, this one among them.
  public Set<NodeAddress> members() {
    return node.members();
  }

  /// Ends the duty if this node has it, hands the seat over and leaves. Returns at once.
  public CompletableFuture<Departure> leave() {
    node.leave();
    return departed;
  }

  /// Completes when this node is out of the cluster and its duty has ended.
  public CompletableFuture<Departure> departed() {
    return departed;
  }

  private static Departure settled(Departure departure, ExecutorService dutyThread) {
    dutyThread.shutdown();
    try {
      if (!dutyThread.awaitTermination(DUTY_END_SECONDS_MAX, TimeUnit.SECONDS)) {
        dutyThread.shutdownNow();
      }
    } catch (InterruptedException _) {
      dutyThread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    return departure;
  }
}
