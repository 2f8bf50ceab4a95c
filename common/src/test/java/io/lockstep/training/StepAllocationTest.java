package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A whole training step (batch, forward, loss, backward, reduction, update) allocates nothing once
/// it is warm, on no thread that takes part. The net has dropout, the last batch of an epoch is
/// smaller than the others, and many epochs begin while it is measured.
@Tag("allocation")
final class StepAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int STEPS = 420;
  private static final long WARM_UP_SECONDS_MAX = 90;

  @TempDir Path folder;

  /// Interpreted code of the Vector API allocates, compiled code does not: so a step is warm when
  /// some hundreds in a row allocate nothing, and that must come to pass within the deadline.
  @ParameterizedTest
  @CsvSource({
    "1, momentum, 13, 0",
    "2, momentum, 13, 0",
    "1, adam, 13, 0",
    "2, adam, 100, 0",
    "2, sgd, 100, 0.1"
  })
  @Timeout(150)
  void aWarmStepAllocatesNothingOnAnyLane(int lanes, String optimizer, int units, double bound) {
    PreparedRun run =
        SmallRun.prepare(
            folder,
            "train.optimizer=" + optimizer,
            "model.layers.0.dense=" + units,
            "train.clip={ value: %1$s, norm: %1$s }".formatted(bound));
    assertThat(run.batches().examplesIn(run.batches().stepsPerEpoch()))
        .isLessThan(run.batches().batch());
    assertThatAWarmStepAllocatesNothing(run, lanes);
  }

  @Test
  @Timeout(150)
  void aWarmStepOfNormsAndBlocksAllocatesNothing() {
    PreparedRun run =
        SmallRun.prepare(
            folder,
            "model.layers=[batch-norm, noise: 0.1, { dense: 37, activation: prelu }, { residual: "
                + "[{ dense: 37 }, batch-norm], activation: relu }, layer-norm, { dense: 3 }]");
    assertThatAWarmStepAllocatesNothing(run, 2);
  }

  private static void assertThatAWarmStepAllocatesNothing(PreparedRun run, int lanes) {
    Trainee trainee = run.newTrainee();
    Set<Long> before = Arrays.stream(THREADS.getAllThreadIds()).boxed().collect(Collectors.toSet());
    try (LaneTeam team = new LaneTeam(run.laneTask(), lanes, LocalStep.CHUNK, Delivery.GATHERED)) {
      long[] others =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("lane-"))
              .mapToLong(Thread::threadId)
              .filter(id -> !before.contains(id))
              .toArray();
      assertThat(others).hasSize(lanes - 1);
      LocalStep step = new LocalStep(run, trainee, team);
      long deadlineNanos = System.nanoTime() + WARM_UP_SECONDS_MAX * 1_000_000_000;
      long fewest = Long.MAX_VALUE;
      for (long first = 1; fewest > 0 && System.nanoTime() < deadlineNanos; first += STEPS) {
        fewest = Math.min(fewest, bytesOf(step, first, others));
      }
      assertThat(fewest).as("fewest bytes of %d steps in a row", STEPS).isZero();
      assertThat(Float.isFinite(trainee.parameters()[0])).isTrue();
    }
  }

  /// What so many steps allocate on the calling thread and the other lanes together.
  private static long bytesOf(LocalStep step, long first, long[] others) {
    long othersBefore = allocatedBy(others);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (long at = first; at < first + STEPS; at++) {
      step.run(at);
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
