package io.lockstep.e2e;

import static io.lockstep.e2e.RoutedCluster.NOBODY;
import static io.lockstep.e2e.RoutedCluster.W0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.bench.chaos.NetworkLab;
import io.lockstep.e2e.RoutedCluster.Leader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real coordinators and workers on hosts of their own, of which one has a link that carries little
/// or loses much: that worker is late, it is told, and nobody else is. Skipped where there is no
/// root or no iproute2.
@Tag("long")
@Timeout(180)
final class BadLinkTest {

  private static final Pattern SLOW =
      Pattern.compile(
          " WARN .* (worker w0 on \\S+ is \\d+\\.\\dx slower than the median, in phase send: a step takes it .*; the others wait [\\d.]+ ms"
              + "|the link of worker w0 on \\S+ is slow: a step takes it \\d+ ms, phase send \\d+ ms of them .*"
              + "|worker w0 on \\S+ is late in every step: others compute its part)\n");

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

  /// TCP repeats what is lost after ever longer pauses: that worker is late again and again, and
  /// nobody else is.
  @Test
  void aLinkThatLosesAThirdOfItsPacketsCostsItsWorkerAlone() throws Exception {
    assumeTrue(NetworkLab.canLose(), "no tun device can be made here");
    cluster.start(2);
    Leader leader = cluster.awaitLeaderAfter(NOBODY);
    cluster.awaitStandBys(leader);
    cluster.awaitLogged(" joined at step ", 2);
    cluster.awaitMoreEpochs();

    cluster.lab().lose(W0, leader.host(), 30, 7);
    cluster.awaitLogged("worker w0 is a straggler from step ", 1);
    cluster.awaitMoreEpochs();
    cluster.awaitMoreEpochs();

    requireNothingLost(leader);
    cluster.lab().loseNothing(W0, leader.host());
    cluster.awaitMoreEpochs();
    cluster.requireGoodEnd();
  }

  /// One that carries a megabit a second, and holds back what is more for a while.
  @Test
  void aSlowLinkIsNamedWithWhatItCostsTheOthers() throws Exception {
    assumeTrue(NetworkLab.canSlow(), "tc cannot slow a link here");
    cluster.lab().slow(W0);
    cluster.start(2);
    Leader leader = cluster.awaitLeaderAfter(NOBODY);
    cluster.awaitLogged(" joined at step ", 2);

    cluster.await(() -> SLOW.matcher(cluster.log()).find());

    requireNothingLost(leader);
    cluster.requireGoodEnd();
  }

  private void requireNothingLost(Leader leader) {
    cluster.requireAllAlive();
    assertThat(cluster.leader()).as("nobody is deposed").isEqualTo(leader);
    assertThat(cluster.log()).doesNotContain("worker w1 lost", "worker w1 is a straggler");
  }
}
