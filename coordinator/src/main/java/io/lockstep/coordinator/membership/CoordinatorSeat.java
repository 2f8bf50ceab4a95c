package io.lockstep.coordinator.membership;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.ClusterNode;
import io.lockstep.membership.CoordinatorIsAt;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.SeatMessage;
import io.lockstep.membership.WhereIsCoordinator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actor on the seat. Preparing, it collects who asks; reigning, it answers; ending, it waits
/// for the duty. It never waits itself: the duty has a thread of its own.
final class CoordinatorSeat {

  /// Hand the seat over.
  record Resign() implements SeatMessage {}

  private record Begun(Endpoint endpoint) implements SeatMessage {}

  private record NotBegun(Throwable cause) implements SeatMessage {}

  private record Removed(Member member, String reason) implements SeatMessage {}

  private record Ended() implements SeatMessage {}

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorSeat.class);

  private final ActorContext<SeatMessage> context;
  private final CoordinatorDuty duty;
  private final ExecutorService dutyThread;
  private final Set<ActorRef<CoordinatorIsAt>> waiting = new HashSet<>();

  private CoordinatorSeat(
      ActorContext<SeatMessage> context, CoordinatorDuty duty, ExecutorService dutyThread) {
    this.context = context;
    this.duty = duty;
    this.dutyThread = dutyThread;
  }

  static Behavior<SeatMessage> create(CoordinatorDuty duty, ExecutorService dutyThread) {
    return Behaviors.setup(context -> new CoordinatorSeat(context, duty, dutyThread).seated());
  }

  private Behavior<SeatMessage> seated() {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(duty::begin, dutyThread),
        (endpoint, failed) -> failed == null ? new Begun(endpoint) : new NotBegun(failed));
    return preparing();
  }

  private Behavior<SeatMessage> preparing() {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(WhereIsCoordinator.class, this::remember)
        .onMessage(Begun.class, begun -> reign(begun.endpoint()))
        .onMessage(NotBegun.class, this::giveUp)
        .onMessage(Resign.class, _ -> resigningEarly())
        .build();
  }

  /// Asked to go before the duty began: it has to begin before it can end.
  private Behavior<SeatMessage> resigningEarly() {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(Begun.class, _ -> end())
        .onMessage(NotBegun.class, _ -> Behaviors.stopped())
        .build();
  }

  private Behavior<SeatMessage> reigning(Endpoint endpoint) {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(WhereIsCoordinator.class, asked -> answer(asked, endpoint))
        .onMessage(Removed.class, this::report)
        .onMessage(Resign.class, _ -> end())
        .onSignal(PostStop.class, _ -> endUnasked())
        .build();
  }

  private Behavior<SeatMessage> ending() {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(Ended.class, _ -> Behaviors.stopped())
        .build();
  }

  private Behavior<SeatMessage> remember(WhereIsCoordinator asked) {
    waiting.add(asked.replyTo());
    return Behaviors.same();
  }

  private Behavior<SeatMessage> reign(Endpoint endpoint) {
    LOG.info("event=seated endpoint={} term={}", endpoint, endpoint.term());
    waiting.forEach(worker -> worker.tell(new CoordinatorIsAt(endpoint, context.getSelf())));
    waiting.clear();
    ActorRef<MemberRemoved> removals =
        context.messageAdapter(MemberRemoved.class, CoordinatorSeat::removed);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(removals, MemberRemoved.class));
    return reigning(endpoint);
  }

  private Behavior<SeatMessage> answer(WhereIsCoordinator asked, Endpoint endpoint) {
    asked.replyTo().tell(new CoordinatorIsAt(endpoint, context.getSelf()));
    return Behaviors.same();
  }

  private Behavior<SeatMessage> report(Removed removed) {
    LOG.info("event=member-removed member={} reason={}", removed.member(), removed.reason());
    if (removed.member().roles().contains(NodeSettings.WORKER) && !isReplaced(removed.member())) {
      dutyThread.execute(() -> duty.memberLost(removed.member(), removed.reason()));
    }
    return Behaviors.same();
  }

  /// Whether another process has come under its name: then this is old news.
  private boolean isReplaced(Member gone) {
    for (var pekkoMember : Cluster.get(context.getSystem()).state().getMembers()) {
      Member member = Member.of(pekkoMember);
      if (member.name().equals(gone.name()) && !member.address().equals(gone.address())) {
        return true;
      }
    }
    return false;
  }

  private Behavior<SeatMessage> giveUp(NotBegun failed) {
    Throwable cause = failed.cause();
    while (!(cause instanceof LockstepException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Failure failure =
        cause instanceof LockstepException known
            ? known.failure()
            : Failure.of(ExitCode.INTERNAL, "the coordinator could not begin: " + cause)
                .at("see the log")
                .advising("lockstep doctor");
    if (cause instanceof LockstepException) {
      LOG.info("event=not-seated reason=\"{}\"", failure.error());
    } else {
      LOG.error("event=not-seated", cause);
    }
    ClusterNode.abandon(context.getSystem(), failure);
    return Behaviors.stopped();
  }

  private Behavior<SeatMessage> end() {
    context.pipeToSelf(
        CompletableFuture.runAsync(() -> duty.end("this node leaves the cluster"), dutyThread),
        (_, failed) -> {
          if (failed != null) {
            LOG.error("event=duty-end-failed", failed);
          }
          return new Ended();
        });
    return ending();
  }

  /// The node was cast out, or its actor system broke: nobody asked, but the duty is over.
  private Behavior<SeatMessage> endUnasked() {
    try {
      dutyThread.execute(() -> duty.end("this node was cast out of the cluster"));
    } catch (RejectedExecutionException _) {
      LOG.error("event=duty-end-failed reason=the duty's thread has ended before it");
    }
    return Behaviors.same();
  }

  private static SeatMessage removed(MemberRemoved event) {
    return new Removed(
        Member.of(event.member()),
        event.previousStatus() == MemberStatus.down()
            ? "cast out by the cluster"
            : "left the cluster");
  }
}
