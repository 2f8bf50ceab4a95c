package io.lockstep.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How many files this process may have open at once.
final class OpenFiles {

  /// A run on this machine opens about a hundred, a coordinator a few for each worker.
  static final int NEEDED = 1_024;

  private static final Path LIMITS = Path.of("/proc/self/limits");

  private OpenFiles() {}

  /// In words.
  static String limit() {
    try {
      return ofLimits(Files.readAllLines(LIMITS));
    } catch (IOException | RuntimeException unknown) {
      return "more than this process may have"; // Even this may be one file too many.
    }
  }

  /// @param limits lines such as `Max open files 64 64 files`
  static String ofLimits(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> "this process may have %s of them".formatted(line.split("\\s+")[3]))
        .findFirst()
        .orElse("more than this process may have");
  }
}
