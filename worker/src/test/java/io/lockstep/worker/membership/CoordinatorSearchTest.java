package io.lockstep.worker.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.Failure;
import io.lockstep.membership.CoordinatorIsAt;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.SeatMessage;
import io.lockstep.membership.WhereIsCoordinator;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The search under a clock that the test moves.
final class CoordinatorSearchTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final long DEADLINE_SECONDS = 20;

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<SeatMessage> asked = kit.createTestProbe(SeatMessage.class);
  private final Ear ear = new Ear();

  @BeforeEach
  void search() {
    kit.spawn(CoordinatorSearch.asking(asked.getRef(), ear, INTERVAL));
  }

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @Test
  void itAsksAtOnceAndAgainAfterItsIntervalUntilSomebodyAnswers() throws Exception {
    question();
    time.expectNoMessageFor(INTERVAL.minusMillis(1), asked);
    time.timePasses(Duration.ofMillis(1));
    WhereIsCoordinator second = question();

    second.replyTo().tell(new CoordinatorIsAt(endpoint(1), seat()));

    assertThat(ear.next()).isEqualTo(endpoint(1));
    time.expectNoMessageFor(INTERVAL.multipliedBy(3), asked);
  }

  @Test
  void theEndOfTheSeatIsToldAndTheSearchBeginsAgain() throws Exception {
    ActorRef<SeatMessage> first = seat();
    question().replyTo().tell(new CoordinatorIsAt(endpoint(1), first));
    assertThat(ear.next()).isEqualTo(endpoint(1));

    kit.stop(first);

    assertThat(ear.next()).isEqualTo("gone");
    question().replyTo().tell(new CoordinatorIsAt(endpoint(2), seat()));
    assertThat(ear.next()).isEqualTo(endpoint(2));
  }

  @Test
  void anAnswerOfAnEarlierReignIsNotFollowed() throws Exception {
    WhereIsCoordinator question = question();
    ActorRef<SeatMessage> seat = seat();
    for (long term : new long[] {4, 3, 4, 5}) {
      question.replyTo().tell(new CoordinatorIsAt(endpoint(term), seat));
    }

    assertThat(ear.next()).isEqualTo(endpoint(4));
    assertThat(ear.next()).isEqualTo(endpoint(5));
  }

  private WhereIsCoordinator question() {
    return asked.expectMessageClass(WhereIsCoordinator.class, Duration.ofSeconds(DEADLINE_SECONDS));
  }

  private ActorRef<SeatMessage> seat() {
    return kit.spawn(Behaviors.empty());
  }

  private static Endpoint endpoint(long term) {
    return new Endpoint("10.0.0.1", 25_620, term, "tiny");
  }

  /// Writes down what it hears: an endpoint, "gone" or a failure.
  private static final class Ear implements CoordinatorListener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Override
    public void coordinatorAt(Endpoint endpoint) {
      heard.add(endpoint);
    }

    @Override
    public void coordinatorGone() {
      heard.add("gone");
    }

    @Override
    public void castOut(Failure failure) {
      heard.add(failure);
    }

    Object next() throws InterruptedException {
      return heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
