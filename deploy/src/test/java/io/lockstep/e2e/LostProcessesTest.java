package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A run outlives its processes: workers and coordinators are killed, held, asked to go and started
/// again, and the run goes on with the workers that are left, to the bits of one process.
@Timeout(600)
final class LostProcessesTest {

  private static final int INTERRUPTED = 75;
  private static final long END_SECONDS_MAX = 120;

  @TempDir Path folder;

  @Test
  void aRunGoesOnWithTheWorkersThatAreLeftAndTakesAKilledOneBackUnderItsName() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      cluster.start("w0", "w1", "w2", "w3", "w4");

      for (String worker : List.of("w0", "w3", "w2", "w1")) {
        cluster.awaitSteps();
        cluster.gone(worker).kill();
      }
      cluster.worker("w1");
      cluster.awaitSteps();
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(0);
    }
  }

  @Test
  void workersWaitForTheOnlyCoordinator() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      LockstepProcess killed = cluster.start("w0", "w1").getFirst();

      killed.kill();
      cluster.awaitWord(cluster.node("w0"), "looking for who leads");
      cluster.coordinator(0, "--resume");
      cluster.awaitLeader(2);
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(0);
    }
  }

  /// One of the workers dies while nobody leads.
  @Test
  void aCoordinatorThatIsKilledOrAskedToGoLeavesTheRunToAnotherAndCtrlCEndsItForAll()
      throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 3)) {
      cluster.start("w0", "w1", "w2");

      int killed = cluster.awaitLeader(1);
      cluster.gone("c" + killed).kill();
      cluster.awaitWord(cluster.node("w2"), "looking for who leads");
      cluster.gone("w2").kill();
      int heir = cluster.awaitLeader(2);
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      LockstepProcess leaving = cluster.gone("c" + heir);
      leaving.terminate();
      assertThat(leaving.await(END_SECONDS_MAX)).as(leaving.text()).isEqualTo(INTERRUPTED);
      int last = cluster.awaitLeader(3);
      assertThat(last).isNotIn(killed, heir);
      cluster.awaitWord(cluster.coordinator(killed), "stands by");
      cluster.awaitJoined("w0", 3);
      cluster.awaitJoined("w1", 3);
      cluster.awaitSteps();

      cluster.requireGoodEnd(last);
    }
  }

  @Test
  void aHeldCoordinatorStandsAsideAndAnyOfTheListGoesOnAfterAllWereKilled() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 3)) {
      List<LockstepProcess> coordinators = cluster.start("w0", "w1");

      LockstepProcess held = coordinators.get(cluster.awaitLeader(1));
      held.stop();
      cluster.awaitLeader(2);
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      held.resume();
      cluster.awaitWord(held, "stands aside");
      cluster.awaitSteps();

      for (String coordinator : List.of("c0", "c1", "c2")) {
        cluster.gone(coordinator).kill();
      }
      cluster.coordinator(1);
      cluster.coordinator(2);
      int leader = cluster.awaitLeader(3);
      cluster.awaitWord(cluster.node("c" + (3 - leader)), "stands by");
      cluster.awaitJoined("w0", 3);
      cluster.awaitJoined("w1", 3);
      cluster.awaitSteps();

      cluster.requireGoodEnd(leader);
    }
  }
}
