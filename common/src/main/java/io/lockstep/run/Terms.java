package io.lockstep.run;

import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Numbers the reigns of coordinators by files `TERM-n` that are created or not: of two that try
/// the same number, one gets it. Each holds a word of its own, so that whoever took the number
/// finds out when the file was removed and the number taken again.
final class Terms {

  private static final Pattern FILE = Pattern.compile("TERM-(\\d{1,18})");

  private final Path folder;
  private final byte[] word = (UUID.randomUUID() + "\n").getBytes(StandardCharsets.US_ASCII);

  Terms(Path folder) {
    this.folder = folder;
  }

  /// One more than any before; counted from 1.
  long next() throws IOException {
    return next(1);
  }

  /// One more than any before, and not below the least.
  long next(long least) throws IOException {
    DurableFiles.createFolder(folder);
    for (long term = Math.max(least, newest() + 1); ; term++) {
      if (take(term)) {
        return term;
      }
    }
  }

  /// @return whether nobody had this number
  private boolean take(long term) throws IOException {
    Path file = file(term);
    try {
      DurableFiles.writeNew(file, word);
      DurableFiles.syncFolder(folder);
      return true;
    } catch (FileAlreadyExistsException takenMeanwhile) {
      return false;
    } catch (IOException refused) {
      Files.deleteIfExists(file); // As on a full disk: without its word it is nobody's.
      throw refused;
    }
  }

  /// Whether the file of a term that was taken here is there no more.
  boolean isGone(long term) {
    return Files.notExists(file(term));
  }

  /// Takes a term again that was taken here and whose file has been removed.
  ///
  /// @return false if somebody else has this number by now
  boolean retake(long term) throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectory(folder); // Not those above it: the run may be gone.
    }
    return take(term) || isOurs(term);
  }

  /// Whether it was this object that took the term.
  boolean isOurs(long term) throws IOException {
    try {
      return Arrays.equals(Files.readAllBytes(file(term)), word);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private Path file(long term) {
    return folder.resolve("TERM-" + term);
  }

  /// 0 before the first.
  long newest() throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .max()
          .orElse(0);
    }
  }
}
