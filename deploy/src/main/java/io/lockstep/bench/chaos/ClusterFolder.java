package io.lockstep.bench.chaos;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A temporary folder with a cluster in it, and what has to end or be taken away with it, also when
/// the command is interrupted. It stays until it is deleted.
final class ClusterFolder implements AutoCloseable {

  private final Path path;
  private final Consumer<String> talk;
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final Thread atExit;

  private ClusterFolder(Path path, Consumer<String> talk) {
    this.path = path;
    this.talk = talk;
    this.atExit = Thread.ofPlatform().name("ends-nodes").unstarted(this::closeAll);
  }

  /// @param subject of `lockstep bench` that it is for
  /// @param talk is told what cannot be taken away
  static ClusterFolder create(String subject, Consumer<String> talk) {
    try {
      Path path = Files.createTempDirectory("lockstep-" + subject + "-");
      Files.createDirectory(path.resolve("logs"));
      Files.createDirectory(path.resolve("runs"));
      ClusterFolder folder = new ClusterFolder(path, talk);
      Runtime.getRuntime().addShutdownHook(folder.atExit);
      return folder;
    } catch (IOException e) {
      StorageFault fault = StorageFault.of(e, Path.of(System.getProperty("java.io.tmpdir")));
      throw fault
          .failure(ExitCode.STORAGE, "no temporary folder can be written")
          .advising(
              fault.advice() + ", or name another folder: TMPDIR=DIR lockstep bench " + subject)
          .exception(e);
    }
  }

  Path path() {
    return path;
  }

  Path logs() {
    return path.resolve("logs");
  }

  Path runs() {
    return path.resolve("runs");
  }

  synchronized void closeLater(AutoCloseable it) {
    toClose.add(it);
  }

  /// What came last goes first.
  private synchronized void closeAll() {
    while (!toClose.isEmpty()) {
      try {
        toClose.removeLast().close();
      } catch (Exception left) {
        talk.accept("cannot be taken away: " + left.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // It runs already.
    }
  }

  /// With all that is in it; closed before.
  void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
