package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real process that does nothing but write checkpoints is killed with -9, again and again.
@Timeout(120)
final class KilledWriterTest {

  private static final int KILLS = 6;

  @TempDir Path folder;

  @Test
  void afterEachKillTheNewestIsAtLeastTheLastThatWasReportedSealed() throws Exception {
    long seed = 20_260_101;
    Random random = new Random(seed);
    long newest = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long reported = runUntilKilled(kill, newest, 2 + random.nextInt(6));

      Restored restored = CheckpointStore.open(folder, 2).newestValid();

      Checkpoint checkpoint = restored.checkpoint().orElseThrow();
      assertThat(checkpoint.step()).as("kill %d", kill).isBetween(reported, reported + 1);
      Trained.assertWhole(checkpoint, checkpoint.step());
      assertThat(restored.warnings()).noneMatch(warning -> warning.contains("invalid"));
      newest = checkpoint.step();
      assertThat(sealedFolders()).hasSizeBetween(2, 3);
    }
  }

  private long runUntilKilled(int term, long after, int checkpoints) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString(),
                Integer.toString(term),
                Long.toString(after))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader reports = process.inputReader()) {
      long reported = 0;
      for (int i = 0; i < checkpoints; i++) {
        reported = Long.parseLong(reports.readLine());
      }
      process.toHandle().destroyForcibly(); // Leaves the pipe open, unlike the process's own.
      // What was sealed between the last line read here and the kill.
      for (String line = reports.readLine(); line != null; line = reports.readLine()) {
        reported = Long.parseLong(line);
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return reported;
    } finally {
      process.destroyForcibly();
    }
  }

  private List<Path> sealedFolders() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> FolderName.parse(entry.getFileName().toString()).isPresent())
          .toList();
    }
  }

  /// Writes checkpoints until it is killed, and prints the step of each that is sealed.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      CheckpointStore store = CheckpointStore.open(Path.of(args[0]), 2);
      store.newestValid();
      for (long step = Long.parseLong(args[2]) + 1; ; step++) {
        store.write(Trained.at(step, Long.parseLong(args[1])));
        System.out.println(step);
        System.out.flush();
      }
    }
  }
}
