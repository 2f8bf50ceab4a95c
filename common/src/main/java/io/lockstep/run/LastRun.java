package io.lockstep.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// `RUNS/last`, the way to the newest run: a symbolic link, or where the system has none a text
/// file with the folder's name. A convenience: nothing depends on it, and what somebody else has
/// put there stays.
final class LastRun {

  static final String NAME = "last";

  /// More than the longest name of a folder.
  private static final long TEXT_BYTES_MAX = 1024;

  private LastRun() {}

  /// Makes `RUNS/last` lead to this run.
  ///
  /// @return why it does not; empty when it does
  static Optional<String> pointTo(Path runs, Path run) {
    Path last = runs.resolve(NAME);
    if (Files.isDirectory(last, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(stays(last, "it is a folder, and no link to one"));
    }
    if (Files.exists(last, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(last)
        && text(last).isEmpty()) {
      return Optional.of(stays(last, "it is a file of something else"));
    }
    try {
      replace(last, run.getFileName());
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.of(stays(last, refused.toString()));
    }
  }

  private static String stays(Path last, String reason) {
    return "%s does not lead to this run and stays as it is: %s".formatted(last, reason);
  }

  private static void replace(Path last, Path target) throws IOException {
    Path fresh =
        last.resolveSibling(
            ".%s-%d-%x".formatted(NAME, ProcessHandle.current().pid(), System.nanoTime()));
    try {
      try {
        Files.createSymbolicLink(fresh, target);
      } catch (UnsupportedOperationException | IOException noLinks) {
        Files.writeString(fresh, target + "\n");
      }
      Files.move(fresh, last, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// The folder that `RUNS/last` leads to; empty when it leads to none.
  static Optional<Path> target(Path runs) throws IOException {
    Path last = runs.resolve(NAME);
    if (Files.isSymbolicLink(last)) {
      return folder(runs.resolve(Files.readSymbolicLink(last)));
    }
    if (Files.isDirectory(last)) {
      return Optional.of(last);
    }
    return text(last).flatMap(name -> folder(runs.resolve(name)));
  }

  private static Optional<Path> folder(Path path) {
    return Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
  }

  /// The name in such a file; empty when it holds anything but the name of a run.
  private static Optional<String> text(Path last) {
    try {
      if (!Files.isRegularFile(last) || Files.size(last) > TEXT_BYTES_MAX) {
        return Optional.empty();
      }
      String name = Files.readString(last, StandardCharsets.UTF_8).strip();
      return Runs.isRunName(name) ? Optional.of(name) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
