package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Block;
import io.lockstep.wire.Payload;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Frames that are well formed and make no sense, from a worker that is let in and from one that is
/// not: they end no run, and whatever they lend is given back.
final class HostileFramesTest {

  private static final int FRAMES = 20_000;
  private static final List<WorkerId> SENDERS = List.of(Stage.W1, Stage.W2, new WorkerId("w9"));

  @TempDir Path folder;
  private final AtomicInteger lent = new AtomicInteger();

  @Test
  void framesThatMakeNoSenseEndNoRun() throws IOException {
    Stage stage = new Stage(folder);
    stage.join(Stage.W1);
    stage.join(Stage.W2);
    Random random = new Random(7);
    for (int i = 0; i < FRAMES; i++) {
      WorkerId sender = SENDERS.get(random.nextInt(SENDERS.size()));
      stage.engine.frame(sender, stage.peer(sender), frame(random));
      assertThat(stage.engine.result()).as("seed 7, frame %d", i).isNotDone();
    }
    assertThat(stage.books.entries).isEmpty();
    assertThat(stage.engine.plan().step()).isEqualTo(1);
    stage.join(Stage.W1);
    stage.join(Stage.W2);
    stage.compute(Stage.W1, 1);
    stage.compute(Stage.W2, 1);
    assertThat(stage.engine.version()).as("who makes sense goes on").isEqualTo(1);
    assertThat(lent).hasValue(0);
  }

  /// Never of the block that is dealt, which is the root, on level 2.
  private WorkerFrame frame(Random random) {
    long step = random.nextInt(3) == 0 ? 1 + random.nextLong(Long.MAX_VALUE - 1) : 1;
    int level = random.nextBoolean() ? random.nextInt(2) : 3 + random.nextInt(28);
    Block block = new Block(level, random.nextInt(4) == 0 ? random.nextInt() >>> 1 : 0);
    return switch (random.nextInt(5)) {
      case 0 -> gradient(random, step, block);
      case 1 ->
          new WorkerFrame.BlockDone(
              Stage.REIGN,
              step,
              block,
              random.nextBoolean() ? Double.NaN : -Double.MAX_VALUE,
              Long.MAX_VALUE,
              Integer.MAX_VALUE,
              new WorkerFrame.BlockTimes(
                  Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
      case 2 ->
          new WorkerFrame.BlockPrints(
              Stage.REIGN, step, block, List.of(random.nextLong(), 0L, 1L), random.nextLong());
      case 3 -> new WorkerFrame.Resync(Stage.REIGN, random.nextLong(Long.MAX_VALUE) - 1);
      default -> new WorkerFrame.Damaged(Stage.REIGN, -step, block, random.nextInt(), "damaged");
    };
  }

  private WorkerFrame gradient(Random random, long step, Block block) {
    int length = random.nextInt(3) == 0 ? 1024 : random.nextInt(1025);
    int chunk = random.nextInt(3) == 0 ? random.nextInt() >>> 1 : random.nextInt(Stage.CHUNKS);
    float[] floats = new float[length];
    lent.incrementAndGet();
    Payload payload = Payload.borrowed(floats, 0, length, lent::decrementAndGet);
    return new WorkerFrame.GradientChunk(
        Stage.REIGN,
        step,
        block,
        chunk,
        random.nextBoolean() ? random.nextInt() >>> 1 : (chunk & 0xff) * 1024,
        payload);
  }
}
