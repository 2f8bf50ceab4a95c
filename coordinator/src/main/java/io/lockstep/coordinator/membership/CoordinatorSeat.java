package io.lockstep.coordinator.membership;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actor on the one seat of a cluster. Preparing, it asks the duty to begin until it may;
/// reigning, it is there; ending, it waits for the duty. It never waits itself: the duty has a
/// thread of its own.
final class CoordinatorSeat {

  /// Hand the seat over.
  record Resign() implements SeatMessage {}

  private record Ask() implements SeatMessage {}

  private record Answered(Optional<Endpoint> endpoint) implements SeatMessage {}

  private record NotBegun(Throwable cause) implements SeatMessage {}

  private record Ended() implements SeatMessage {}

  private static final String NAME = "coordinator";

  /// Where Pekko keeps what makes a node a candidate.
  private static final String CANDIDATE = "/system/singletonManager" + NAME;

  /// How long that may take to begin.
  private static final Duration STANDS_MAX = Duration.ofSeconds(2);

  /// Between two questions whether the duty may begin.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorSeat.class);

  private final ActorContext<SeatMessage> context;
  private final CoordinatorDuty duty;
  private final ExecutorService dutyThread;
  private final Supplier<Support> support;

  private CoordinatorSeat(
      ActorContext<SeatMessage> context,
      CoordinatorDuty duty,
      ExecutorService dutyThread,
      Supplier<Support> support) {
    this.context = context;
    this.duty = duty;
    this.dutyThread = dutyThread;
    this.support = support;
  }

  /// Makes this node a candidate: it is seated when it is the oldest.
  ///
  /// @return completes when it is one, exceptionally when it will not be
  static CompletionStage<?> standFor(ActorSystem<?> system, Behavior<SeatMessage> sitting) {
    ClusterSingleton.get(system)
        .init(SingletonActor.of(sitting, NAME).withStopMessage(new Resign()));
    return system.classicSystem().actorSelection(CANDIDATE).resolveOne(STANDS_MAX);
  }

  static Behavior<SeatMessage> create(
      CoordinatorDuty duty, ExecutorService dutyThread, Supplier<Support> support) {
    return Behaviors.setup(
        context -> new CoordinatorSeat(context, duty, dutyThread, support).asking());
  }

  private Behavior<SeatMessage> asking() {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> duty.begin(support.get()), dutyThread),
        (endpoint, failed) -> failed == null ? new Answered(endpoint) : new NotBegun(failed));
    return Behaviors.receive(SeatMessage.class)
        .onMessage(
            Answered.class,
            answered -> answered.endpoint().map(this::reign).orElseGet(this::waiting))
        .onMessage(NotBegun.class, this::giveUp)
        .onMessage(Resign.class, _ -> resigningEarly())
        .build();
  }

  /// The duty may not begin yet.
  private Behavior<SeatMessage> waiting() {
    context.scheduleOnce(ASK_AGAIN, context.getSelf(), new Ask());
    return Behaviors.receive(SeatMessage.class)
        .onMessage(Ask.class, _ -> asking())
        .onMessage(Resign.class, _ -> Behaviors.stopped())
        .build();
  }

  /// Asked to go before the duty began: what has begun has to end.
  private Behavior<SeatMessage> resigningEarly() {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(
            Answered.class,
            answered -> answered.endpoint().isPresent() ? end() : Behaviors.stopped())
        .onMessage(NotBegun.class, _ -> Behaviors.stopped())
        .build();
  }

  private Behavior<SeatMessage> reign(Endpoint endpoint) {
    LOG.info("event=seated endpoint=\"{}\"", endpoint);
    return Behaviors.receive(SeatMessage.class)
        .onMessage(Resign.class, _ -> end())
        .onSignal(PostStop.class, _ -> endUnasked())
        .build();
  }

  private Behavior<SeatMessage> ending() {
    return Behaviors.receive(SeatMessage.class)
        .onMessage(Ended.class, _ -> Behaviors.stopped())
        .build();
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
}
