package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When the actor on the seat has the duty begun and ended, and when it goes.
@Timeout(60)
final class CoordinatorSeatTest {

  private static final Endpoint ENDPOINT = new Endpoint("10.0.0.1", 25_620, 3, "tiny");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ActorTestKit kit = ActorTestKit.create();
  private final ExecutorService dutyThread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final SlowDuty duty = new SlowDuty();
  private volatile Support support = Support.MOST;
  private final ActorRef<SeatMessage> seat =
      kit.spawn(CoordinatorSeat.create(duty, dutyThread, () -> support), "seat");
  private final TestProbe<SeatMessage> watcher = kit.createTestProbe();

  @AfterEach
  void end() {
    duty.mayBegin.countDown();
    duty.mayEnd.countDown();
    kit.shutdownTestKit();
    dutyThread.shutdown();
  }

  @Test
  void aSeatThatIsToBeHandedOverEndsItsDutyFirst() throws Exception {
    duty.mayBegin.countDown();
    assertThat(duty.asked.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Support.MOST);

    seat.tell(new CoordinatorSeat.Resign());
    duty.mayEnd.countDown();

    watcher.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).containsExactly("begun", "ended: this node leaves the cluster");
  }

  @Test
  void aSeatAskedToGoBeforeItsDutyBeganLetsItBeginAndEnd() {
    seat.tell(new CoordinatorSeat.Resign());

    duty.mayEnd.countDown();
    duty.mayBegin.countDown();

    watcher.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).containsExactly("begun", "ended: this node leaves the cluster");
  }

  @Test
  void aDutyThatMayNotBeginYetIsAskedAgainWithThoseWhoStandBehindItByThen() throws Exception {
    support = Support.FEW;
    duty.held = true;
    duty.mayBegin.countDown();
    assertThat(duty.asked.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThat(duty.asked.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Support.FEW);
    assertThat(duty.told).isEmpty();

    support = Support.MOST;
    duty.held = false;
    while (duty.told.isEmpty()) {
      assertThat(duty.asked.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    seat.tell(new CoordinatorSeat.Resign());
    duty.mayEnd.countDown();
    watcher.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).containsExactly("begun", "ended: this node leaves the cluster");
  }

  @Test
  void aSeatThatWaitsGoesAtOnceWhenAskedAndEndsNothing() throws Exception {
    duty.held = true;
    duty.mayBegin.countDown();
    assertThat(duty.asked.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isNotNull();

    seat.tell(new CoordinatorSeat.Resign());

    watcher.expectTerminated(seat, DEADLINE);
    assertThat(duty.told).isEmpty();
  }

  /// Begins and ends when the test lets it.
  private static final class SlowDuty implements CoordinatorDuty {
    private final CountDownLatch mayBegin = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Support> asked = new LinkedBlockingQueue<>();
    private volatile boolean held;

    @Override
    public Optional<Endpoint> begin(Support support) {
      await(mayBegin);
      Optional<Endpoint> endpoint = held ? Optional.empty() : Optional.of(ENDPOINT);
      endpoint.ifPresent(_ -> told.add("begun"));
      asked.add(support);
      return endpoint;
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
