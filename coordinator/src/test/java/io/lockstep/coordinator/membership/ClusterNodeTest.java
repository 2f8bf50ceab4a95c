package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClusterNodeTest {

  private static final String HOST = "127.0.0.1";

  private final CountDownLatch release = new CountDownLatch(1);

  /// So the process can begin a membership anew.
  @Test
  void aNodeWhoseActorSystemHangsIsOutAllTheSameAndLeavesItsPort() throws Exception {
    ClusterNode node =
        ClusterNode.start(
            new NodeSettings("test", "c0", HOST, 0, Pace.TEST, WireSecurity.loopback()),
            Entry.founding(1),
            hanging(),
            CompletableFuture.completedFuture(null));
    NodeAddress address = node.address();
    try {
      Departure departure = node.leave().get(30, TimeUnit.SECONDS);

      assertThat(departure).isEqualTo(new Departure.Left());
      try (ServerSocket next =
          new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
        assertThat(next.getLocalPort()).isEqualTo(address.port());
      }
    } finally {
      release.countDown();
    }
  }

  /// However soon it is asked to go: a candidate cannot be made in a node that has ended.
  @Test
  void aNodeGoesWhenItHasBecomeACandidate() throws Exception {
    CompletableFuture<Object> candidate = new CompletableFuture<>();
    ClusterNode node =
        ClusterNode.start(
            new NodeSettings("test", "c0", HOST, 0, Pace.TEST, WireSecurity.loopback()),
            Entry.founding(1),
            slowlyStanding(candidate),
            candidate);

    Departure departure = node.leave().get(30, TimeUnit.SECONDS);

    assertThat(candidate).isCompleted();
    assertThat(departure).isEqualTo(new Departure.Left());
  }

  /// Stands when the node has ended, or has not for a while.
  private static Behavior<Void> slowlyStanding(CompletableFuture<Object> candidate) {
    return Behaviors.setup(context -> {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      Cluster cluster = Cluster.get(context.getSystem());
      while (!cluster.isTerminated() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      CoordinatorSeat.standFor(context.getSystem(), Behaviors.empty())
          .whenComplete((found, failed) -> {
            if (failed == null) {
              candidate.complete(found);
            } else {
              candidate.completeExceptionally(failed);
            }
          });
      return Behaviors.empty();
    });
  }

  /// An actor that never comes to its end.
  private Behavior<Void> hanging() {
    return Behaviors.receive(Void.class)
        .onSignal(
            PostStop.class,
            _ -> {
              release.await();
              return Behaviors.same();
            })
        .build();
  }
}
