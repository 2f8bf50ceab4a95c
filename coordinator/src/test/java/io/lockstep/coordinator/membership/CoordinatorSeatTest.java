package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lockstep.membership.CoordinatorIsAt;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;
import io.lockstep.membership.SeatMessage;
import io.lockstep.membership.WhereIsCoordinator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the actor on the seat says, and when it goes.
final class CoordinatorSeatTest {

  private static final Endpoint ENDPOINT = new Endpoint("10.0.0.1", 25_620, 3, "tiny");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final Config CLUSTER_OF_NOBODY =
      ConfigFactory.parseString(
          """
          pekko {
            loglevel = "ERROR"
            stdout-loglevel = "ERROR"
            actor.provider = cluster
            actor.typed.library-extensions = []
            remote.artery.transport = tcp
            remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            cluster { log-info = off, jmx.enabled = off }
          }
          """);

  private final ActorTestKit kit = ActorTestKit.create(CLUSTER_OF_NOBODY);
  private final ExecutorService dutyThread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final SlowDuty duty = new SlowDuty();
  private final ActorRef<SeatMessage> seat =
      kit.spawn(CoordinatorSeat.create(duty, dutyThread), "seat");
  private final TestProbe<CoordinatorIsAt> worker = kit.createTestProbe(CoordinatorIsAt.class);

  @AfterEach
  void end() {
    duty.mayBegin.countDown();
    duty.mayEnd.countDown();
    kit.shutdownTestKit();
    dutyThread.shutdown();
  }

  @Test
  void whoAsksEarlyHearsTheEndpointWhenTheDutyHasBegunAndWhoAsksLateAtOnce() {
    CoordinatorIsAt answer = new CoordinatorIsAt(ENDPOINT, seat);
    TestProbe<CoordinatorIsAt> impatient = kit.createTestProbe(CoordinatorIsAt.class);
    seat.tell(new WhereIsCoordinator(worker.getRef()));
    seat.tell(new WhereIsCoordinator(impatient.getRef()));
    seat.tell(new WhereIsCoordinator(impatient.getRef()));

    duty.mayBegin.countDown();

    worker.expectMessage(DEADLINE, answer);
    impatient.expectMessage(DEADLINE, answer);
    seat.tell(new WhereIsCoordinator(worker.getRef()));
    worker.expectMessage(DEADLINE, answer);
  }

  @Test
  void aSeatThatIsToBeHandedOverEndsItsDutyFirst() {
    duty.mayBegin.countDown();
    seat.tell(new WhereIsCoordinator(worker.getRef()));
    worker.expectMessage(DEADLINE, new CoordinatorIsAt(ENDPOINT, seat));

    seat.tell(new CoordinatorSeat.Resign());
    seat.tell(new WhereIsCoordinator(worker.getRef()));
    duty.mayEnd.countDown();

    worker.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).containsExactly("begun", "ended: this node leaves the cluster");
  }

  @Test
  void aSeatAskedToGoBeforeItsDutyBeganLetsItBeginAndEnd() {
    seat.tell(new WhereIsCoordinator(worker.getRef()));
    seat.tell(new CoordinatorSeat.Resign());

    duty.mayEnd.countDown();
    duty.mayBegin.countDown();

    worker.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).containsExactly("begun", "ended: this node leaves the cluster");
  }

  /// Begins and ends when the test lets it.
  private static final class SlowDuty implements CoordinatorDuty {
    private final CountDownLatch mayBegin = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public Endpoint begin() {
      await(mayBegin);
      told.add("begun");
      return ENDPOINT;
    }

    @Override
    public void memberLost(Member member, String reason) {
      told.add("lost " + member.name());
    }

    @Override
    public void end(String reason) {
      await(mayEnd);
      told.add("ended: " + reason);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }
}
