package io.lockstep.worker.membership;

import io.lockstep.membership.CoordinatorIsAt;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Seat;
import io.lockstep.membership.SeatMessage;
import io.lockstep.membership.WhereIsCoordinator;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Asks the seat until it answers, then watches it until it ends, and begins again.
final class CoordinatorSearch {

  sealed interface Event {
    record Ask() implements Event {}

    record Answer(CoordinatorIsAt news) implements Event {}

    record SeatGone(ActorRef<SeatMessage> seat) implements Event {}
  }

  private final ActorContext<Event> context;
  private final TimerScheduler<Event> timers;
  private final CoordinatorListener listener;
  private final Duration interval;
  private final ActorRef<SeatMessage> seat;
  private final ActorRef<CoordinatorIsAt> replyTo;

  private CoordinatorSearch(
      ActorContext<Event> context,
      TimerScheduler<Event> timers,
      CoordinatorListener listener,
      Duration interval,
      ActorRef<SeatMessage> seat) {
    this.context = context;
    this.timers = timers;
    this.listener = listener;
    this.interval = interval;
    this.seat = seat;
    this.replyTo = context.messageAdapter(CoordinatorIsAt.class, Event.Answer::new);
  }

  static Behavior<Event> create(CoordinatorListener listener, Duration interval) {
    return Behaviors.setup(context -> asking(Seat.find(context.getSystem()), listener, interval));
  }

  /// @param seat reaches whoever is the coordinator, now or later
  static Behavior<Event> asking(
      ActorRef<SeatMessage> seat, CoordinatorListener listener, Duration interval) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new CoordinatorSearch(context, timers, listener, interval, seat).search()));
  }

  private Behavior<Event> search() {
    timers.startTimerWithFixedDelay(new Event.Ask(), Duration.ZERO, interval);
    return Behaviors.receiveMessage(this::searching);
  }

  private Behavior<Event> searching(Event event) {
    return switch (event) {
      case Event.Ask _ -> {
        seat.tell(new WhereIsCoordinator(replyTo));
        yield Behaviors.same();
      }
      case Event.Answer(CoordinatorIsAt news) -> follow(news);
      case Event.SeatGone _ -> Behaviors.same();
    };
  }

  private Behavior<Event> follow(CoordinatorIsAt news) {
    timers.cancelAll();
    context.watchWith(news.seat(), new Event.SeatGone(news.seat()));
    listener.coordinatorAt(news.endpoint());
    return Behaviors.receiveMessage(event -> following(event, news));
  }

  private Behavior<Event> following(Event event, CoordinatorIsAt followed) {
    return switch (event) {
      case Event.Ask _ -> Behaviors.same();
      case Event.Answer(CoordinatorIsAt news) ->
          later(news.endpoint(), followed.endpoint()) ? follow(news) : Behaviors.same();
      case Event.SeatGone(ActorRef<SeatMessage> gone) -> {
        if (!gone.equals(followed.seat())) {
          yield Behaviors.same();
        }
        listener.coordinatorGone();
        yield search();
      }
    };
  }

  private static boolean later(Endpoint heard, Endpoint followed) {
    return heard.term() > followed.term();
  }
}
