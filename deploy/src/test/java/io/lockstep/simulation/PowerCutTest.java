package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.format.DurableFiles;
import io.lockstep.simulation.disk.DiskTrouble;
import io.lockstep.simulation.disk.SimulatedDisk;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.ChunkPool;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the simulation has found about disks that lose their power, shown alone.
final class PowerCutTest {

  private static final int SEEDS = 300;
  private static final int CHECKPOINTS = 5;
  private static final int DEEDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void aCheckpointThatIsDeletedNeverComesBackWithoutItsFiles() {
    int torn = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SimulatedDisk disk = new SimulatedDisk();
      int written = writeUntilPowerIsGone(disk, random);
      Path run = disk.mount(Set.of()).getPath("/run");
      long newest = Invariants.everyCheckpointVerifies(run, Set.of());
      assertThat(newest)
          .as("seed %d: newest", seed)
          .isGreaterThanOrEqualTo(written == 0 ? -1 : written);
      torn += written < CHECKPOINTS ? 1 : 0;
    }
    assertThat(torn).as("power cuts in the middle of writing").isGreaterThan(SEEDS / 2);
  }

  /// @return step of the newest checkpoint that was said to be written
  private static int writeUntilPowerIsGone(SimulatedDisk disk, Random random) {
    AtomicInteger deedsLeft = new AtomicInteger(random.nextInt(DEEDS_MAX));
    disk.trouble((DiskTrouble.Deed deed, Path path) -> {
      if (deedsLeft.decrementAndGet() == 0) {
        disk.cutPower(random);
        throw new FileSystemException(path.toString(), null, "Transport endpoint is gone");
      }
    });
    int step = 0;
    try {
      CheckpointStore store =
          CheckpointStore.open(disk.mount(Set.of()).getPath("/run/checkpoints"), 2);
      for (; step < CHECKPOINTS; step++) {
        store.write(checkpoint(step + 1));
      }
    } catch (RuntimeException dead) {
      return step;
    }
    disk.cutPower(random);
    return step;
  }

  private static Checkpoint checkpoint(long step) {
    float[] floats = {1, 2, 3, step};
    return new Checkpoint(
        step, new Origin(1, "configuration", "data"), floats, Map.of("m", floats), Map.of());
  }

  @Test
  void aFolderIsMadeWithThoseAboveIt() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      DurableFiles.createFolder(disk.mount(Set.of()).getPath("/some/where/runs"));
      disk.cutPower(new Random(seed));
      assertThat(disk.mount(Set.of()).getPath("/some/where/runs")).isDirectory();
    }
  }

  @Test
  void noStepIsMadeBeforeThereIsACheckpointToGoOnFrom() throws IOException {
    PreparedRun run = SimulatedCourse.prepare(List.of(), folder);
    SimulatedStorage storage =
        new SimulatedStorage(
            new Hazards(0, 0, 0, 0, 0, 0, 0, 0), 1, new SimulatedToll(), Plant.NONE);
    VirtualTime time = new VirtualTime();
    var setting =
        new SimulatedBooks.Setting(
            run, time, () -> Long.MAX_VALUE / 2, Plant.NONE, storage, new ChunkPool(1 << 20));
    SimulatedBooks books = new SimulatedBooks(setting, storage.seat(), Optional.empty());
    assertThat(books.version).isZero();
    storage.cutPower();
    assertThat(storage.newestWhole()).isZero();
    books.kill();
  }
}
