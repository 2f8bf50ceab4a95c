package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkCost;
import io.lockstep.plan.WorkerId;
import io.lockstep.wire.WorkerFrame;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkCostsTest {

  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");
  private static final long WINDOW = WorkCosts.WINDOW_NANOS;

  private final WorkCosts costs = new WorkCosts();

  @Test
  void theFirstSecondsOfAProcessAreNotItsSpeed() {
    done(W0, 4, 900, 0);
    done(W0, 4, 900, WINDOW);
    assertThat(costs.news()).isEmpty();
  }

  @Test
  void computingIsPerShardAndWritingPerBlockWithItsAdditionHere() {
    warm(W0);
    for (int window = 1; window <= 2; window++) {
      done(W0, 4, 100, window * WINDOW + 1);
      done(W0, 1, 25, (window + 1) * WINDOW + 1);
    }
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(25, 2 * 7)));
  }

  @Test
  void eachIsMeasuredOnItsOwnAndToldOnce() {
    warm(W0);
    warm(W1);
    done(W0, 2, 20, 2 * WINDOW);
    done(W1, 2, 40, 2 * WINDOW);
    done(W0, 2, 20, 3 * WINDOW);
    done(W1, 2, 40, 3 * WINDOW);
    assertThat(costs.news())
        .contains(Map.of(W0, new WorkCost(10, 2 * 7), W1, new WorkCost(20, 2 * 7)));
    assertThat(costs.news()).isEmpty();
  }

  @Test
  void aMachineThatIsBusyForAWindowIsNoSlowerForIt() {
    warm(W0);
    done(W0, 1, 10, 2 * WINDOW);
    done(W0, 1, 1_000, 3 * WINDOW);
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(10, 2 * 7)));
    done(W0, 1, 12, 4 * WINDOW);
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(12, 2 * 7)));
  }

  @Test
  void aMachineThatIsBusyAsItBeginsIsNoSlowerForIt() {
    warm(W0);
    done(W0, 1, 1_000, 2 * WINDOW);
    assertThat(costs.news()).isEmpty();
    done(W0, 1, 10, 3 * WINDOW);
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(10, 2 * 7)));
  }

  @Test
  void whoIsSlowForTwoWindowsIsSlowAndTheOnesBeforeThemAreForgotten() {
    warm(W0);
    done(W0, 1, 10, 2 * WINDOW);
    done(W0, 1, 30, 3 * WINDOW);
    done(W0, 1, 32, 4 * WINDOW);
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(30, 2 * 7)));
  }

  @Test
  void whoIsFasterIsSoAtOnce() {
    warm(W0);
    done(W0, 1, 30, 2 * WINDOW);
    done(W0, 1, 30, 3 * WINDOW);
    done(W0, 1, 10, 4 * WINDOW);
    assertThat(costs.news()).contains(Map.of(W0, new WorkCost(10, 2 * 7)));
  }

  @Test
  void whoComesBackIsAnotherProcess() {
    warm(W0);
    done(W0, 4, 10, 2 * WINDOW);
    costs.forget(W0);
    done(W0, 4, 900, 2 * WINDOW);
    done(W0, 4, 900, 3 * WINDOW);
    done(W0, 4, 900, 4 * WINDOW);
    assertThat(costs.news()).isEmpty();
  }

  /// Ends the window that does not count.
  private void warm(WorkerId worker) {
    done(worker, 1, 5_000, 0);
    done(worker, 1, 5_000, WINDOW);
  }

  private void done(WorkerId worker, int shards, long computeNanos, long nowNanos) {
    costs.blockDone(worker, shards, new WorkerFrame.BlockTimes(computeNanos, 7, 3, 2), nowNanos);
  }
}
