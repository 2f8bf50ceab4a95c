package io.lockstep.run;

import io.lockstep.config.RunSection;
import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names of run folders: `NAME-1`, `NAME-2`, …, and the link `last`.
final class RunNumbers {

  static final String LAST = "last";

  private RunNumbers() {}

  /// Creating the folder is what takes the number, so nobody shares one.
  static Path createNext(Path runs, String name) throws IOException {
    if (!RunSection.isName(name)) {
      throw new IllegalArgumentException("run.name '%s' cannot name a folder".formatted(name));
    }
    DurableFiles.createFolder(runs);
    for (long number = newestNumber(runs, name).orElse(0) + 1; ; number++) {
      try {
        Path run = Files.createDirectory(runs.resolve(name + "-" + number));
        DurableFiles.syncFolder(runs);
        return run;
      } catch (FileAlreadyExistsException takenMeanwhile) {
        continue;
      }
    }
  }

  static Optional<Path> newest(Path runs, String name) throws IOException {
    OptionalLong number = newestNumber(runs, name);
    return number.isPresent()
        ? Optional.of(runs.resolve(name + "-" + number.getAsLong()))
        : Optional.empty();
  }

  /// A symbolic link where the system has them, otherwise a text file with the folder's name.
  static void pointLastTo(Path runs, Path run) throws IOException {
    Path fresh = runs.resolve("." + LAST + "-" + Long.toHexString(System.nanoTime()));
    try {
      try {
        Files.createSymbolicLink(fresh, run.getFileName());
      } catch (UnsupportedOperationException | IOException noLinks) {
        Files.writeString(fresh, run.getFileName() + "\n");
      }
      Files.move(
          fresh,
          runs.resolve(LAST),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  static Optional<Path> last(Path runs) throws IOException {
    Path last = runs.resolve(LAST);
    if (!Files.exists(last, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Path target =
        Files.isSymbolicLink(last)
            ? runs.resolve(Files.readSymbolicLink(last))
            : runs.resolve(Files.readString(last).strip());
    return Files.isDirectory(target) ? Optional.of(target) : Optional.empty();
  }

  private static OptionalLong newestNumber(Path runs, String name) throws IOException {
    if (!Files.isDirectory(runs)) {
      return OptionalLong.empty();
    }
    Pattern folder = Pattern.compile(Pattern.quote(name) + "-(\\d{1,18})");
    try (Stream<Path> entries = Files.list(runs)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> folder.matcher(entry.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .max();
    }
  }
}
