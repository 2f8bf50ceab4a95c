package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StorageProbeTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void aUsableFolderIsMadeAndLeftEmpty() throws IOException {
    Path fresh = folder.resolve("a/b");
    StorageProbe.check(fresh);

    try (var entries = Files.list(fresh)) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void aPathThatCannotBeAFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    Failure failure = refusal(() -> CheckpointStore.open(file.resolve("checkpoints"), 2));

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error()).startsWith("checkpoints cannot be written: ");
  }

  @Test
  void aFolderThatIsReadOnlyIsRefused() {
    // Proc refuses every new file, also to root, whom permissions would not stop.
    Path readOnly = Path.of("/proc/self");
    Assumptions.assumeTrue(Files.isDirectory(readOnly), "needs /proc");

    assertThat(refusal(() -> CheckpointStore.open(readOnly, 2)).code()).isEqualTo(ExitCode.STORAGE);
  }

  @Test
  void aFullDiskIsRefusedWithItsOwnWord() {
    Failure failure =
        refusal(() ->
            StorageProbe.check(
                folder,
                _ -> {
                  throw new IOException("No space left on device");
                },
                DEADLINE));

    assertThat(failure.error())
        .isEqualTo("checkpoints cannot be written: no space left on the disk of " + folder);
  }

  @Test
  void storageThatHangsIsRefusedInTime() {
    var never = new CountDownLatch(1);

    Failure failure =
        refusal(() ->
            StorageProbe.check(
                folder,
                _ -> {
                  try {
                    never.await();
                  } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                  }
                },
                Duration.ofMillis(50)));

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error()).isEqualTo("checkpoints cannot be written: no answer within 50 ms");
    never.countDown();
  }

  private static Failure refusal(Runnable attempt) {
    return catchThrowableOfType(LockstepException.class, attempt::run).failure();
  }
}
