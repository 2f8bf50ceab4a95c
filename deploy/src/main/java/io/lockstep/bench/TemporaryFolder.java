package io.lockstep.bench;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder that is deleted at the end, with all that is in it.
record TemporaryFolder(Path path) implements AutoCloseable {

  static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("lockstep-bench-"));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  static RuntimeException unwritable(IOException e) {
    StorageFault fault = StorageFault.of(e, Path.of(System.getProperty("java.io.tmpdir")));
    return fault
        .failure(ExitCode.STORAGE, "no temporary folder can be written")
        .advising(fault.advice() + ", or name another folder: TMPDIR=DIR lockstep bench")
        .exception(e);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
