package io.lockstep.membership;

import static org.apache.pekko.actor.CoordinatedShutdown.clusterLeavingReason;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.net.BindException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/// This process as a member of the cluster, from the start of its actor system to its end.
public final class ClusterNode {

  private static final Executor WAITING = task -> Thread.ofVirtual().name("departure").start(task);

  /// Carries a failure of our own through Pekko's ordered shutdown.
  private record Abandoned(Failure failure) implements CoordinatedShutdown.Reason {}

  private final ActorSystem<?> system;
  private final CoordinatedShutdown shutdown;
  private final CompletableFuture<Departure> departed;

  private ClusterNode(ActorSystem<?> system, NodeSettings settings) {
    this.system = system;
    this.shutdown = CoordinatedShutdown.get(system);
    this.departed =
        system
            .getWhenTerminated()
            .thenApplyAsync(
                _ -> departure(shutdown.getShutdownReason().orElse(null), settings), WAITING)
            .toCompletableFuture();
  }

  /// Binds the membership port, starts the actor and begins to join. Joining goes on by itself; it
  /// ends in membership or in a [Departure.Forced].
  ///
  /// @param root the one actor of this node
  /// @throws io.lockstep.failure.LockstepException if the port is taken or the host is not ours
  public static ClusterNode start(NodeSettings settings, Behavior<?> root) {
    ActorSystem<?> system;
    try {
      system = ActorSystem.create(root, settings.cluster(), PekkoSettings.of(settings));
    } catch (RuntimeException unbound) {
      throw unbindable(settings, unbound);
    }
    ClusterNode node = new ClusterNode(system, settings);
    Cluster cluster = Cluster.get(system);
    if (settings.seeds().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster
          .manager()
          .tell(
              new JoinSeedNodes(
                  settings.seeds().stream().map(seed -> pekko(settings, seed)).toList()));
    }
    return node;
  }

  /// Where this node's membership port listens: what others use as a seed.
  public NodeAddress address() {
    Address self = Cluster.get(system).selfMember().address();
    return new NodeAddress(self.getHost().orElseThrow(), self.getPort().orElseThrow());
  }

  /// True while this node is a full member, which others may join through.
  public boolean isUp() {
    return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
  }

  /// Begins to leave in good order: the seat is handed over first. Returns at once.
  ///
  /// @return completes when the actor system has ended
  public CompletableFuture<Departure> leave() {
    shutdown.run(clusterLeavingReason());
    return departed;
  }

  /// Completes when this node is out of the cluster for whatever reason.
  public CompletableFuture<Departure> departed() {
    return departed;
  }

  /// Ends the node of an actor that cannot go on; [#departed] then gives the failure.
  public static void abandon(ActorSystem<?> system, Failure failure) {
    CoordinatedShutdown.get(system).run(new Abandoned(failure));
  }

  private static Address pekko(NodeSettings settings, NodeAddress seed) {
    return new Address("pekko", settings.cluster(), seed.host(), seed.port());
  }

  private static Departure departure(CoordinatedShutdown.Reason reason, NodeSettings settings) {
    if (reason == clusterLeavingReason()) {
      return new Departure.Left();
    }
    if (reason == CoordinatedShutdown.clusterDowningReason()) {
      return new Departure.Forced(
          Failure.of(ExitCode.CLUSTER, settings.name() + " was cast out of the cluster")
              .at("the others could not hear it for %s".formatted(seconds(settings)))
              .advising("start this node again; it joins at the next step"));
    }
    if (reason == CoordinatedShutdown.clusterJoinUnsuccessfulReason()) {
      return new Departure.Forced(SeedProbe.unreachable(settings));
    }
    if (reason == CoordinatedShutdown.incompatibleConfigurationDetectedReason()) {
      return new Departure.Forced(
          Failure.of(ExitCode.CLUSTER, "the cluster refuses the membership settings of this node")
              .at("seeds " + settings.seeds())
              .advising("give every node the same list of seeds and the same version"));
    }
    return new Departure.Forced(
        reason instanceof Abandoned(Failure failure)
            ? failure
            : Failure.of(ExitCode.INTERNAL, "the actor system of this node has broken down")
                .at("see the log")
                .advising("lockstep doctor"));
  }

  private static String seconds(NodeSettings settings) {
    Pace pace = settings.pace();
    return "%d s or told it to go"
        .formatted(pace.pauseAccepted().plus(pace.stableAfter()).toSeconds());
  }

  private static RuntimeException unbindable(NodeSettings settings, RuntimeException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return Failure.of(
                ExitCode.CLUSTER, "port in use: membership cannot listen on " + settings.port())
            .at("%s:%d: %s".formatted(settings.host(), settings.port(), cause.getMessage()))
            .advising("choose another --port, or end the process that holds it")
            .exception(thrown);
      }
    }
    return thrown;
  }
}
