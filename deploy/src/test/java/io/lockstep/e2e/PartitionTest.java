package io.lockstep.e2e;

import static io.lockstep.e2e.RoutedCluster.NOBODY;
import static io.lockstep.e2e.RoutedCluster.W0;
import static io.lockstep.e2e.RoutedCluster.W1;
import static io.lockstep.e2e.RoutedCluster.W2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.bench.chaos.NetworkLab;
import io.lockstep.e2e.RoutedCluster.Leader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real coordinators and workers on hosts of their own, whose links break: never do two reigns
/// count, and a bad link costs what it must and no more. Skipped where there is no root or no
/// iproute2.
@Tag("long")
@Timeout(240)
final class PartitionTest {

  /// A link that is known to be dead is not waited for, neither for as long as for one that may
  /// only be slow, which is 5 s, nor for as long as it takes a keep-alive.
  private static final Duration END_MAX = Duration.ofSeconds(5);

  private static final String ASIDE = "stands aside";
  private static final String BY_AGAIN = "stands by again";

  @TempDir private Path folder;

  private RoutedCluster cluster;

  @BeforeEach
  void layTheCables() throws Exception {
    Optional<String> obstacle = NetworkLab.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    cluster = new RoutedCluster(folder);
  }

  @AfterEach
  void takeItAllDown() throws Exception {
    if (cluster != null) {
      cluster.takeDown();
    }
  }

  /// First the leader is cut from the other coordinators while workers still reach it, then the
  /// next one from everybody.
  @Test
  void aLeaderBehindACutIsReplacedAndTheRunHasOneHistory() throws Exception {
    cluster.start(2);
    Leader first = cluster.awaitLeaderAfter(NOBODY);
    cluster.awaitMoreEpochs();

    List<Integer> coordinators = RoutedCluster.others(first.host());
    cluster.cut(first.host(), coordinators);
    Leader second = cluster.awaitLeaderAfter(first);
    cluster.awaitMoreEpochs();
    cluster.heal(first.host(), coordinators);
    cluster.awaitStandsBy(first);

    List<Integer> everybody = cluster.allBut(second.host());
    cluster.cut(second.host(), everybody);
    Leader third = cluster.awaitLeaderAfter(second);
    cluster.awaitMoreEpochs();
    cluster.heal(second.host(), everybody);
    cluster.awaitStandsBy(second);

    cluster.requireAllAlive();
    assertThat(cluster.leader()).as("nobody has led since").isEqualTo(third);
    cluster.requireGoodEnd();
  }

  /// Neither the leader and a stand-by, nor the other stand-by and a worker, nor two workers hear
  /// each other, and another worker is not heard by the leader.
  @Test
  void badLinksCostOnlyThoseWhoNeedThem() throws Exception {
    Leader leader = startAndComeToRest(3);
    List<Integer> standBys = RoutedCluster.others(leader.host());
    long aside = cluster.said(ASIDE); // Some may have founded a cluster each.

    cluster.lab().cut(W0, standBys.getLast());
    cluster.lab().cut(W0, W1);
    cluster.lab().drop(W2, leader.host());
    cluster.lab().cut(leader.host(), standBys.getFirst());
    cluster.awaitSaid(ASIDE, aside + 1);
    cluster.awaitLogged("worker w2 lost", 1);
    cluster.awaitMoreEpochs();
    assertThat(cluster.said(ASIDE))
        .as("one end of the cut, not both%n%s", cluster.texts())
        .isEqualTo(aside + 1);
    requireOnlyW2Lost(leader);

    cluster.lab().undrop(W2, leader.host());
    cluster.lab().heal(leader.host(), standBys.getFirst());
    cluster.awaitLogged("worker w2 joined", 2);
    cluster.await(() -> cluster.said(BY_AGAIN) == aside + 1);
    requireOnlyW2Lost(leader);
    cluster.requireGoodEnd();
  }

  /// First it does not hear the leader, which hears it; then it reaches other workers, but no
  /// coordinator at all.
  @Test
  void aWorkerThatHearsNoCoordinatorIsLostAlone() throws Exception {
    Leader leader = startAndComeToRest(3);
    long aside = cluster.said(ASIDE);

    cluster.lab().drop(leader.host(), W2);
    cluster.awaitLogged("worker w2 lost", 1);
    cluster.awaitMoreEpochs();
    requireOnlyW2Lost(leader);
    cluster.lab().undrop(leader.host(), W2);
    cluster.awaitLogged("worker w2 joined", 2);

    List<Integer> coordinators = List.of(0, 1, 2);
    cluster.cut(W2, coordinators);
    cluster.awaitLogged("worker w2 lost", 2);
    cluster.awaitMoreEpochs();
    requireOnlyW2Lost(leader);
    cluster.heal(W2, coordinators);
    cluster.awaitLogged("worker w2 joined", 3);

    assertThat(cluster.said(ASIDE)).as(cluster.texts()).isEqualTo(aside);
    cluster.requireGoodEnd();
  }

  @Test
  void aCoordinatorEndsAtOnceBesideALinkThatIsDown() throws Exception {
    Leader leader = startAndComeToRest(2);

    cluster.lab().unplug(W1);
    cluster.awaitMoreEpochs();
    LockstepProcess last = cluster.node(leader.host());
    long begin = System.nanoTime();
    last.interrupt();
    cluster.requireInterrupted(leader.host());
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(last.text()).as("not waited for").contains("its link is dead");
    assertThat(taken).as(cluster.texts()).isLessThan(END_MAX);
    cluster.requireOneHistory();
  }

  private Leader startAndComeToRest(int workers) throws Exception {
    cluster.start(workers);
    Leader leader = cluster.awaitLeaderAfter(NOBODY);
    cluster.awaitStandBys(leader);
    cluster.awaitLogged(" joined at step ", workers);
    cluster.awaitMoreEpochs();
    return leader;
  }

  private void requireOnlyW2Lost(Leader leader) {
    cluster.requireAllAlive();
    assertThat(cluster.leader()).as("nobody is deposed").isEqualTo(leader);
    assertThat(cluster.log()).doesNotContain("worker w0 lost", "worker w1 lost");
  }
}
