package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.shard.Block;
import io.lockstep.training.PreparedRun;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LaneRunnerTest {

  private static final int LANES = 2;

  @TempDir Path folder;

  /// Closing the team here would join its lanes as a second lane 0.
  @Test
  @Timeout(60)
  void closingLeavesABlockThatTakesTooLongToItsLanes() throws Exception {
    PreparedRun run = StagedRun.in(folder);
    float[] parameters = run.newTrainee().parameters();
    CompletableFuture<Double> computed = new CompletableFuture<>();
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    LaneTeam team = new LaneTeam(run.laneTask(), LANES, StagedRun.CHUNK, Delivery.STREAMED);
    LaneRunner runner = new LaneRunner(team, computed::completeExceptionally, 1);
    runner.begin(
        new BlockRunner.Job(
            1,
            new Block(1, 0),
            () -> {
              begun.countDown();
              await(slow);
              return parameters;
            },
            (_, piece) -> piece.release(),
            (lossSum, _, _) -> computed.complete(lossSum)));
    begun.await();
    runner.close();
    slow.countDown();
    assertThat(computed.get(30, TimeUnit.SECONDS)).isFinite();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
