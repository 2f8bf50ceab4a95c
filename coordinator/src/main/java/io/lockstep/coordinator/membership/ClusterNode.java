package io.lockstep.coordinator.membership;

import static org.apache.pekko.actor.CoordinatedShutdown.clusterLeavingReason;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.ListenFault;
import io.lockstep.wire.NodeAddress;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.io.Tcp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process as a member of the cluster of coordinators, from the start of its actor system to
/// its end.
final class ClusterNode {

  private static final Executor WAITING = task -> Thread.ofVirtual().name("departure").start(task);

  /// How long an actor system may take to end in good order, and again after its connections are
  /// cut. Pekko says goodbye within a second, and then waits for each peer to close its side, which
  /// one behind a cut never does: the kernel would try for a quarter of an hour.
  private static final Duration END_MAX = Duration.ofSeconds(2);

  /// Carries a failure of our own through Pekko's ordered shutdown.
  private record Abandoned(Failure failure) implements CoordinatedShutdown.Reason {}

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private final ActorSystem<?> system;
  private final CompletionStage<?> begun;
  private final CoordinatedShutdown shutdown;
  private final CompletableFuture<Departure> departed;

  private ClusterNode(ActorSystem<?> system, NodeSettings settings, CompletionStage<?> begun) {
    this.system = system;
    this.begun = begun;
    this.shutdown = CoordinatedShutdown.get(system);
    CompletableFuture<Done> terminated = system.getWhenTerminated().toCompletableFuture();
    CompletableFuture<Done> ended = terminated.copy();
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "end-in-time",
        () -> {
          WAITING.execute(() -> endInTime(terminated, ended));
          return CompletableFuture.completedFuture(Done.done());
        });
    this.departed =
        ended.thenApplyAsync(
            _ -> departure(shutdown.getShutdownReason().orElse(null), settings), WAITING);
  }

  /// The next membership of this process needs the port of this one.
  private void endInTime(CompletableFuture<Done> terminated, CompletableFuture<Done> ended) {
    if (isDoneSoon(terminated)) {
      return;
    }
    LOG.warn("event=cut reason=\"the old membership does not end by itself\"");
    ActorRef connections = Tcp.get(system.classicSystem()).manager();
    connections.tell(PoisonPill.getInstance(), ActorRef.noSender());
    isDoneSoon(terminated);
    ended.complete(Done.done());
  }

  private static boolean isDoneSoon(CompletableFuture<Done> end) {
    return end.thenApply(_ -> true)
        .completeOnTimeout(false, END_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /// Binds the membership port, starts the actor and begins to join. Joining goes on by itself; it
  /// ends in membership or in a [Departure.Forced].
  ///
  /// @param root the one actor of this node
  /// @param begun completes when what the root sets up may see the node end
  /// @throws io.lockstep.failure.LockstepException if the port is taken or the host is not ours
  static ClusterNode start(
      NodeSettings settings, Entry entry, Behavior<?> root, CompletionStage<?> begun) {
    InetSocketAddress bind = new InetSocketAddress(settings.host(), settings.port());
    if (!bind.isUnresolved()) {
      settings
          .security()
          .requireFor(bind.getAddress(), "%s:%d".formatted(settings.host(), settings.port()));
    }
    ActorSystem<?> system;
    try {
      system = ActorSystem.create(root, settings.cluster(), PekkoSettings.setup(settings));
    } catch (RuntimeException unbound) {
      throw unbindable(settings, unbound);
    }
    ClusterNode node = new ClusterNode(system, settings, begun);
    Cluster cluster = Cluster.get(system);
    if (entry.members().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster
          .manager()
          .tell(
              new JoinSeedNodes(
                  entry.members().stream().map(member -> pekko(settings, member)).toList()));
    }
    return node;
  }

  /// Where this node's membership port listens: where others join.
  NodeAddress address() {
    return addressOf(Cluster.get(system).selfMember());
  }

  /// True while this node is a full member, which others may join through.
  boolean isUp() {
    return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
  }

  /// Where the full members listen.
  Set<NodeAddress> members() {
    Set<NodeAddress> members = new HashSet<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.status().equals(MemberStatus.up())) {
        members.add(addressOf(member));
      }
    }
    return members;
  }

  /// Whether so many full members hear each other as are a majority.
  static Support support(ActorSystem<?> system, int most) {
    CurrentClusterState state = Cluster.get(system).state();
    int heard = 0;
    for (Member member : state.getMembers()) {
      if (member.status().equals(MemberStatus.up()) && !state.getUnreachable().contains(member)) {
        heard++;
      }
    }
    return heard >= most ? Support.MOST : Support.FEW;
  }

  private static NodeAddress addressOf(Member member) {
    Address at = member.address();
    return new NodeAddress(at.getHost().orElseThrow(), at.getPort().orElseThrow());
  }

  /// Begins to leave in good order: the seat is handed over first. Returns at once.
  ///
  /// @return completes when the actor system has ended
  CompletableFuture<Departure> leave() {
    // What begins in a node that has ended breaks, with a stack trace for all to see.
    begun.whenComplete((_, _) -> leaveNow());
    return departed;
  }

  private void leaveNow() {
    if (isUp()) {
      shutdown.run(clusterLeavingReason());
    } else {
      // Whoever is no full member cannot leave: nobody would let it go.
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(new Down(cluster.selfMember().address()));
      shutdown.run(clusterLeavingReason());
    }
  }

  /// Completes when this node is out of the cluster for whatever reason.
  CompletableFuture<Departure> departed() {
    return departed;
  }

  /// Ends the node of an actor that cannot go on; [#departed] then gives the failure.
  static void abandon(ActorSystem<?> system, Failure failure) {
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
      return new Departure.CastOut("the other coordinators do not hear it");
    }
    if (reason == CoordinatedShutdown.clusterJoinUnsuccessfulReason()) {
      return new Departure.CastOut("the other coordinators did not let it in");
    }
    if (reason == CoordinatedShutdown.incompatibleConfigurationDetectedReason()) {
      return new Departure.Broken(
          Failure.of(ExitCode.CLUSTER, "the cluster refuses the membership settings of this node")
              .at("membership of " + settings.name())
              .advising("give every coordinator the same version"));
    }
    return new Departure.Broken(
        reason instanceof Abandoned(Failure failure)
            ? failure
            : Failure.of(ExitCode.INTERNAL, "the actor system of this node has broken down")
                .at("see the log")
                .advising("lockstep doctor"));
  }

  private static RuntimeException unbindable(NodeSettings settings, RuntimeException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return ListenFault.of(
                "membership cannot listen on",
                InetSocketAddress.createUnresolved(settings.host(), settings.port()),
                "--port",
                cause)
            .exception(thrown);
      }
    }
    return thrown;
  }
}
