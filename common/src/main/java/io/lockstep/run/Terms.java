package io.lockstep.run;

import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Numbers the reigns of coordinators by files `TERM-n` that are created or not: of two that try
/// the same number, one gets it.
final class Terms {

  private static final Pattern FILE = Pattern.compile("TERM-(\\d{1,18})");

  private final Path folder;

  Terms(Path folder) {
    this.folder = folder;
  }

  /// One more than any before; counted from 1.
  long next() throws IOException {
    DurableFiles.createFolder(folder);
    for (long term = newest() + 1; ; term++) {
      try {
        Files.createFile(folder.resolve("TERM-" + term));
        DurableFiles.syncFolder(folder);
        return term;
      } catch (FileAlreadyExistsException takenMeanwhile) {
        continue;
      }
    }
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
