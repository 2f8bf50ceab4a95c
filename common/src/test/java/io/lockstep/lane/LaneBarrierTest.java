package io.lockstep.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LaneBarrierTest {

  private static final int ROUNDS = 2000;

  @Test
  void twoLanesSeeWhatTheOtherWroteBefore() throws Exception {
    meet(2);
  }

  @Test
  void moreLanesThanCoresStillMeetEveryTime() throws Exception {
    meet(2 * Runtime.getRuntime().availableProcessors() + 3);
  }

  /// Each lane writes a plain field before the barrier, and reads all of them after it.
  private static void meet(int lanes) throws Exception {
    LaneBarrier barrier = new LaneBarrier(lanes);
    int[] written = new int[lanes];
    List<Future<Integer>> faults = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(lanes)) {
      for (int lane = 0; lane < lanes; lane++) {
        int mine = lane;
        faults.add(threads.submit(() -> faultsOf(mine, barrier, written)));
      }
      for (Future<Integer> fault : faults) {
        assertThat(fault.get(50, TimeUnit.SECONDS)).isZero();
      }
    }
  }

  private static int faultsOf(int lane, LaneBarrier barrier, int[] written) {
    int faults = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      written[lane] = round;
      barrier.await(lane);
      for (int other : written) {
        if (other != round) {
          faults++;
        }
      }
      barrier.await(lane);
    }
    return faults;
  }
}
