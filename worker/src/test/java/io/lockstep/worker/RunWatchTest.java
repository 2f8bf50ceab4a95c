package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.Endpoint;
import io.lockstep.wire.WireSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How often a worker asks that waits for a run: each question costs each coordinator a handshake.
@Timeout(60)
final class RunWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void whileNoRunIsOnTheNextLookIsHalfASecondLaterAtMostAndNotMuchSooner() throws Exception {
    try (StagedCoordinator coordinator = new StagedCoordinator(StagedRun.in(folder), 1, 0)) {
      RunWatch watch = watch(coordinator);
      Endpoint over = coordinator.endpoint();
      coordinator.leads = true;

      assertThat(pauseAfter(watch, over, 1, RunWatch.Sight.Idle.class)).isBetween(50L, 100L);
      assertThat(pauseAfter(watch, over, 9, RunWatch.Sight.Idle.class)).isBetween(250L, 500L);
    }
  }

  @Test
  void aCoordinatorThatIsLostIsLookedForAtOnceAndLessOftenInTime() throws Exception {
    try (StagedCoordinator coordinator = new StagedCoordinator(StagedRun.in(folder), 1, 0)) {
      RunWatch watch = watch(coordinator);
      Endpoint over = coordinator.endpoint();
      coordinator.leads = true;
      pauseAfter(watch, over, 9, RunWatch.Sight.Idle.class);
      coordinator.leads = false;

      assertThat(pauseAfter(watch, over, 1, RunWatch.Sight.Nobody.class)).isBetween(50L, 100L);
      assertThat(pauseAfter(watch, over, 9, RunWatch.Sight.Nobody.class)).isBetween(1_000L, 2_000L);
      coordinator.leads = true;
      assertThat(pauseAfter(watch, over, 1, RunWatch.Sight.Idle.class)).isBetween(50L, 100L);
    }
  }

  private static RunWatch watch(StagedCoordinator coordinator) {
    return new RunWatch(
        new WorkerService.Place(
            StagedCoordinator.CLUSTER,
            "w0",
            "here",
            List.of(coordinator.address()),
            PATIENCE,
            WireSecurity.loopback()));
  }

  /// @return how long to wait after so many looks, in milliseconds
  private static long pauseAfter(
      RunWatch watch, Endpoint over, int looks, Class<? extends RunWatch.Sight> seen)
      throws InterruptedException {
    long pause = 0;
    for (int look = 0; look < looks; look++) {
      assertThat(watch.look(over)).isInstanceOf(seen);
      pause = watch.pauseMillis();
    }
    return pause;
  }
}
