package io.lockstep.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a worker of a cluster does in a step, apart from talking: compute the blocks of its share
/// and hand out their chunks as they become final.
@Tag("allocation")
final class StreamedAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int STEPS = 100;
  private static final long WARM_UP_SECONDS_MAX = 60;
  private static final int CHUNK = 50;

  private final LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
  private final float[] parameters = Tasks.parameters(task);
  private final Sums sums = (_, sum) -> sum.release();

  /// Interpreted code of the Vector API allocates, compiled code does not: so a step is warm when a
  /// hundred in a row allocate nothing, and that must come to pass within the deadline.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Timeout(120)
  void aWarmShareAllocatesNothingOnAnyLane(int lanes) {
    try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.STREAMED)) {
      long[] others =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("lane-"))
              .mapToLong(Thread::threadId)
              .toArray();
      assertThat(others).hasSize(lanes - 1);
      long deadlineNanos = System.nanoTime() + WARM_UP_SECONDS_MAX * 1_000_000_000;
      long fewest = Long.MAX_VALUE;
      for (long first = 1; fewest > 0 && System.nanoTime() < deadlineNanos; first += STEPS) {
        fewest = Math.min(fewest, bytesOf(team, first, others));
      }
      assertThat(fewest).as("fewest bytes of %d steps in a row", STEPS).isZero();
    }
  }

  private long bytesOf(LaneTeam team, long first, long[] others) {
    BatchPlan batches = task.batches();
    List<Block> full = new Share(1, 3).blocks(batches.shardsIn(1));
    List<Block> last = new Share(1, 3).blocks(batches.shardsIn(batches.stepsPerEpoch()));
    long othersBefore = allocatedBy(others);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (long step = first; step < first + STEPS; step++) {
      List<Block> blocks = batches.examplesIn(step) == batches.batch() ? full : last;
      for (int i = 0; i < blocks.size(); i++) {
        team.compute(step, blocks.get(i), parameters, sums);
      }
    }
    long own = THREADS.getCurrentThreadAllocatedBytes() - before;
    return own + allocatedBy(others) - othersBefore;
  }

  private static long allocatedBy(long[] threads) {
    long sum = 0;
    for (long thread : threads) {
      sum += THREADS.getThreadAllocatedBytes(thread);
    }
    return sum;
  }
}
