package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A run outlives its processes: workers and coordinators are killed, held, asked to go and started
/// again, and the run goes on with the workers that are left, to the bits of one process.
@Timeout(600)
final class LostProcessesTest {

  private static final int INTERRUPTED = 75;
  private static final long END_SECONDS_MAX = 120;

  /// The system of a process that is killed ends its streams; the keep-alive of one whose host has
  /// vanished takes 15 s.
  private static final Duration NOTICED_MAX = Duration.ofSeconds(5);

  /// What the page on clusters promises for coordinators of one machine.
  private static final Duration TAKE_OVER_MAX = Duration.ofSeconds(12);

  @TempDir Path folder;

  @Test
  void aRunGoesOnWithTheWorkersThatAreLeftAndTakesAKilledOneBackUnderItsName() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      cluster.start("w0", "w1", "w2", "w3", "w4");

      for (String worker : List.of("w0", "w3", "w2")) {
        cluster.awaitSteps();
        cluster.gone(worker).kill();
      }
      cluster.awaitSteps();
      long begin = System.nanoTime();
      cluster.gone("w1").kill();
      LockstepProcess again = cluster.worker("w1");
      cluster.awaitLost("w1");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(NOTICED_MAX);
      cluster.awaitSteps();
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      assertThat(again.text()).as("its name is free at once").doesNotContain("is in use");
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

  /// For longer than the keep-alives of their streams: nobody of them knows better than that its
  /// host has vanished.
  @Test
  @Tag("long")
  void workersWaitForTheOnlyCoordinatorWhileItIsHeld() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      LockstepProcess held = cluster.start("w0", "w1").getFirst();

      held.stop();
      cluster.requireWaiting(Duration.ofSeconds(20), "w0", "w1");
      cluster.awaitWord(cluster.node("w0"), "looking for who leads");
      held.resume();
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(0);
    }
  }

  @Test
  @Tag("long")
  void workersWaitForTheOnlyCoordinatorUntilSomebodyStartsItAgain() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 1)) {
      LockstepProcess killed = cluster.start("w0", "w1").getFirst();

      killed.kill();
      cluster.requireWaiting(Duration.ofSeconds(25), "w0", "w1");
      cluster.coordinator(0, "--resume");
      cluster.awaitLeader(2);
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(0);
    }
  }

  @Test
  @Tag("long")
  void workersComputeAgainInTimeWhenTheLeadingOneIsKilled() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 3)) {
      cluster.start("w0", "w1");

      int killed = cluster.awaitLeader(1);
      long begin = System.nanoTime();
      cluster.gone("c" + killed).kill();
      int heir = cluster.awaitLeader(2);
      cluster.awaitJoined("w0", 2);
      cluster.awaitJoined("w1", 2);
      cluster.awaitSteps();
      Duration taken = Duration.ofNanos(System.nanoTime() - begin);

      cluster.requireGoodEnd(heir);
      assertThat(taken).isLessThanOrEqualTo(TAKE_OVER_MAX);
    }
  }

  /// The only checkpoints are those from which stand-bys have begun to follow.
  @Test
  void whoTakesOverGoesOnFromTheVersionThatItHas() throws Exception {
    try (LoopbackCluster cluster = LoopbackCluster.withoutCheckpoints(folder, 3)) {
      cluster.start("w0", "w1");
      int killed = cluster.awaitLeader(1);
      for (int place = 0; place < 3; place++) {
        if (place != killed) {
          cluster.awaitFollowing(place);
        }
      }
      cluster.awaitSteps();
      cluster.awaitSteps();
      cluster.gone("c" + killed).kill();
      int heir = cluster.awaitLeader(2);
      Matcher inherited =
          Pattern.compile("event=inherited step=(\\d+) used=true ").matcher(cluster.inherited());
      assertThat(inherited.find()).as(cluster.inherited()).isTrue();
      long step = Long.parseLong(inherited.group(1));
      assertThat(step).isGreaterThan(4 * TinyRun.STEPS_PER_EPOCH);
      assertThat(folder.resolve("runs/tiny-1/checkpoints/step-%d-term-2".formatted(step)))
          .isDirectory();
      cluster.awaitJoined("w0", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(heir);
    }
  }

  /// One of the workers dies while nobody leads.
  @Test
  @Tag("long")
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
  @Tag("long")
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

  /// It has not noticed yet that its reign is over, and so there is nothing to hand over.
  @Test
  @Tag("long")
  void aLeaderThatIsAskedToGoAfterALaterTermHasBegunGoes() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 2)) {
      List<LockstepProcess> coordinators = cluster.start("w0");
      int place = cluster.awaitLeader(1);
      LockstepProcess leader = cluster.gone("c" + place);
      assertThat(leader).isSameAs(coordinators.get(place));

      leader.stop();
      cluster.beginTerm(2);
      leader.terminate();
      leader.resume();
      assertThat(leader.await(END_SECONDS_MAX)).as(leader.text()).isEqualTo(INTERRUPTED);
      assertThat(leader.text()).as("not cut off").contains("interrupted while standing by");
      int heir = cluster.awaitLeader(3);
      cluster.awaitJoined("w0", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(heir);
    }
  }

  /// It has not noticed yet that the others have cast it out when it finds what they have begun.
  @Test
  @Tag("long")
  void aLeaderThatFindsALaterTermStandsAside() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(folder, 2)) {
      List<LockstepProcess> coordinators = cluster.start("w0");
      LockstepProcess leader = coordinators.get(cluster.awaitLeader(1));

      cluster.beginTerm(2);
      cluster.awaitWord(leader, "stands aside: another one goes on with the run");
      int heir = cluster.awaitLeader(3);
      cluster.awaitJoined("w0", 2);
      cluster.awaitSteps();

      cluster.requireGoodEnd(heir);
    }
  }
}
