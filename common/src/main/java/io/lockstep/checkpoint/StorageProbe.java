package io.lockstep.checkpoint;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds out before training starts that checkpoints can be written: writes, forces, reads back and
/// deletes a small file, in time.
final class StorageProbe {

  /// Whoever starts a run is told within 5 s that its storage hangs.
  static final Duration DEADLINE = Duration.ofSeconds(4);

  private static final int PROBE_BYTES = 4096;

  /// What is tried; a seam for tests of storage that hangs.
  @FunctionalInterface
  interface Attempt {
    void run(Path folder) throws IOException;
  }

  private StorageProbe() {}

  /// @throws io.lockstep.failure.LockstepException with exit code 5 if the folder cannot be used
  static void check(Path folder) {
    check(folder, StorageProbe::writeAndRead, DEADLINE);
  }

  static void check(Path folder, Attempt attempt, Duration deadline) {
    var outcome = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .name("storage-probe")
        .start(() -> {
          try {
            attempt.run(folder);
            outcome.complete(null);
          } catch (IOException | RuntimeException refused) {
            outcome.completeExceptionally(refused);
          }
        });
    try {
      outcome.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hung) {
      throw refusal(folder, "no answer within %d ms".formatted(deadline.toMillis())).exception();
    } catch (ExecutionException refused) {
      StorageFault fault = StorageFault.of(refused.getCause(), folder);
      throw refusal(folder, fault.reason())
          .advising(fault.advice() + ", or choose another folder with --runs DIR")
          .exception(refused.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw refusal(folder, "interrupted").exception(interrupted);
    }
  }

  private static Failure refusal(Path folder, String reason) {
    return Failure.of(ExitCode.STORAGE, "checkpoints cannot be written: " + reason)
        .at(folder.toString())
        .keeping("whatever was written before")
        .advising("make the folder writable, or choose another with --runs DIR");
  }

  private static void writeAndRead(Path folder) throws IOException {
    DurableFiles.createFolder(folder);
    byte[] bytes = new byte[PROBE_BYTES];
    Arrays.fill(bytes, (byte) 0x5a);
    Path file = folder.resolve(StoreFolder.LEFTOVER_PREFIX + "probe-" + System.nanoTime());
    try {
      DurableFiles.writeNew(file, bytes);
      if (!Arrays.equals(bytes, Files.readAllBytes(file))) {
        throw new IOException("a probe file reads back differently");
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
