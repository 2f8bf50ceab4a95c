package io.lockstep.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// Keeps apart those who write the books of one run in different terms, perhaps at the same time
/// while they do not hear each other.
///
/// A file that takes the place of another is made under a name of its term. Whoever begins a term
/// removes what earlier ones have under way before it puts its own in place; and whoever is about
/// to put one in place looks first whether its term is still the newest. So a writer of an earlier
/// term, however long it was paused and wherever, replaces nothing.
///
/// @param term of the writer
/// @param check throws if a later term has begun
public record Fence(long term, LongConsumer check) {

  /// Where nobody else can write.
  public static final Fence ALONE = new Fence(0, _ -> {});

  private static final String FRESH = ".new";

  /// Where what is to take the place of `file` is made.
  Path fresh(Path file) {
    return file.resolveSibling(file.getFileName() + FRESH + "-" + term);
  }

  /// The file made under [#fresh] is whole and is to take its name.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 6 if a later term has begun
  void beforeItTakesTheName(Path file) throws IOException {
    check.accept(term);
    String prefix = file.getFileName() + FRESH;
    try (DirectoryStream<Path> made =
        Files.newDirectoryStream(
            file.toAbsolutePath().getParent(), path -> isEarlier(path, prefix))) {
      for (Path earlier : made) {
        Files.deleteIfExists(earlier);
      }
    }
  }

  private boolean isEarlier(Path path, String prefix) {
    String name = path.getFileName().toString();
    if (!name.startsWith(prefix)) {
      return false;
    }
    String number = name.substring(prefix.length());
    return number.isEmpty()
        || number.matches("-\\d{1,18}") && Long.parseLong(number.substring(1)) < term;
  }
}
