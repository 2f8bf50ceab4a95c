package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Slow is not dead: a machine that others keep busy takes longer, and nobody is cast out for it.
@Tag("long")
@Timeout(600)
final class BusyMachineTest {

  private static final int WORKERS = 12;
  private static final int BUSY_LOOPS = 2;

  @TempDir Path folder;

  @Test
  void twelveWorkersStartBesideBusyLoopsAndNobodyIsLost() throws Exception {
    String[] workers =
        IntStream.range(0, WORKERS).mapToObj(number -> "w" + number).toArray(String[]::new);
    try (Load _ = new Load(BUSY_LOOPS);
        LoopbackCluster cluster = new LoopbackCluster(folder, 3)) {
      List<LockstepProcess> coordinators = cluster.start(workers);

      for (String worker : workers) {
        assertThat(cluster.log(worker)).noneMatch(line -> line.contains(" lost ("));
      }
      assertThat(coordinators).noneMatch(node -> node.text().contains("stands aside"));
      cluster.requireGoodEnd(cluster.awaitLeader(1));
    }
  }

  /// Threads that do nothing as fast as they can, like programs of other people.
  private static final class Load implements AutoCloseable {

    private final AtomicBoolean over = new AtomicBoolean();

    Load(int threads) {
      for (int number = 0; number < threads; number++) {
        Thread.ofPlatform().daemon().name("busy-" + number).start(this::spin);
      }
    }

    private void spin() {
      while (!over.get()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
