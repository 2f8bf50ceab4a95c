package io.lockstep.run;

import io.lockstep.config.RunSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder in which run folders lie: `NAME-1`, `NAME-2`, …, and the convenience `last`.
public final class Runs {

  private static final Pattern FOLDER = Pattern.compile("(.+)-([1-9]\\d{0,17})");

  /// Of runs in an error: more would hide what is said beside them.
  private static final int NAMES_MAX = 10;

  private Runs() {}

  /// Creating the folder is what takes the number, so nobody shares one.
  ///
  /// @param runs is there
  static Path createNext(Path runs, String name) throws IOException {
    if (!RunSection.isName(name)) {
      throw new IllegalArgumentException("run.name '%s' cannot name a folder".formatted(name));
    }
    long newest = numbered(runs, name).stream().mapToLong(Runs::number).findFirst().orElse(0);
    for (long number = newest + 1; ; number++) {
      try {
        Path run = Files.createDirectory(runs.resolve(name + "-" + number));
        DurableFiles.syncFolder(runs);
        return run;
      } catch (FileAlreadyExistsException takenMeanwhile) {
        continue;
      }
    }
  }

  /// All runs of this name, the newest first, also those that have never begun.
  ///
  /// @throws LockstepException with exit code 5 if the folder cannot be read
  public static List<Path> ofName(Path runs, String name) {
    return RunFolder.storing(runs, () -> numbered(runs, name));
  }

  /// The newest run of this name that has begun; empty if there is none.
  public static Optional<Path> newest(Path runs, String name) {
    return ofName(runs, name).stream().filter(Runs::hasBegun).findFirst();
  }

  /// The run that a person means by `word`: a name such as `iris-2`, a path, or `last`.
  ///
  /// @throws LockstepException with exit code 2 if there is no such run
  public static Path find(Path runs, String word) {
    Path path;
    try {
      path = Path.of(word);
    } catch (InvalidPathException noPath) {
      throw unknown(runs, word);
    }
    boolean isName = path.getNameCount() == 1 && !path.isAbsolute();
    Path inRuns = runs.resolve(path);
    if (isName && word.equals(LastRun.NAME)) {
      return last(runs);
    }
    if (isName && hasBegun(inRuns)) {
      return inRuns;
    }
    if (path.endsWith(LastRun.NAME) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return last(path.toAbsolutePath().getParent());
    }
    if (hasBegun(path)) {
      return path.getFileName().toString().startsWith(".")
          ? path.toAbsolutePath().normalize()
          : path;
    }
    throw unknown(runs, word);
  }

  /// Where the newest run is: the target of `RUNS/last`, or, when that leads to none, the run begun
  /// last.
  ///
  /// @throws LockstepException with exit code 2 if there is none
  public static Path last(Path runs) {
    return RunFolder.storing(
            runs,
            () -> {
              Optional<Path> target = LastRun.target(runs).filter(Runs::hasBegun);
              return target.isPresent() ? target : begunLast(runs);
            })
        .orElseThrow(() ->
            Failure.of(ExitCode.USAGE, "no run has been started here")
                .at(runs.toString())
                .advising("lockstep train CONFIG")
                .exception());
  }

  /// Whether `RUNS/last` leads to a run; if not, [#last] looks for the one begun last.
  public static boolean lastLeads(Path runs) {
    return RunFolder.storing(runs, () -> LastRun.target(runs).filter(Runs::hasBegun)).isPresent();
  }

  /// Whether this is the folder of a run that has begun: one that was refused leaves nothing, one
  /// that was killed before may leave an empty folder.
  public static boolean hasBegun(Path run) {
    if (Files.exists(run.resolve(RunFolder.REPORT))) {
      return true;
    }
    try (Stream<Path> entries = Files.list(run.resolve(RunFolder.CHECKPOINTS))) {
      return entries.anyMatch(entry -> !entry.getFileName().toString().startsWith("."));
    } catch (IOException none) {
      return false;
    }
  }

  /// Names of all runs that lie there and have begun, for a person: `iris-2, iris-1`.
  public static String names(Path runs) {
    try (Stream<Path> entries = Files.list(runs)) {
      List<String> names =
          entries
              .filter(entry -> isNumbered(entry) && hasBegun(entry))
              .map(entry -> entry.getFileName().toString())
              .sorted()
              .toList();
      String more = names.size() > NAMES_MAX ? ", …" : "";
      return String.join(", ", names.subList(0, Math.min(NAMES_MAX, names.size()))) + more;
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static LockstepException unknown(Path runs, String word) {
    String names = names(runs);
    return Failure.of(ExitCode.USAGE, "there is no run '%s'".formatted(word))
        .at(runs.toString())
        .advising(names.isEmpty() ? "lockstep train CONFIG" : "name one of those there: " + names)
        .exception();
  }

  private static Optional<Path> begunLast(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(runs)) {
      return entries
          .filter(entry -> isNumbered(entry) && hasBegun(entry))
          .max(Comparator.comparing(Runs::begunAt).thenComparing(Runs::number));
    }
  }

  /// Each start of a run writes its configuration.
  private static FileTime begunAt(Path run) {
    try {
      return Files.getLastModifiedTime(run.resolve(RunFolder.CONFIGURATION));
    } catch (IOException unknown) {
      return FileTime.fromMillis(0);
    }
  }

  private static List<Path> numbered(Path runs, String name) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(runs)) {
      return entries
          .filter(entry -> isNumbered(entry) && nameOf(entry).equals(name))
          .sorted(Comparator.comparingLong(Runs::number).reversed())
          .toList();
    }
  }

  /// Whether a run's folder could have this name.
  static boolean isRunName(String text) {
    Matcher matcher = FOLDER.matcher(text);
    return matcher.matches() && RunSection.isName(matcher.group(1));
  }

  private static boolean isNumbered(Path entry) {
    return isRunName(entry.getFileName().toString()) && Files.isDirectory(entry);
  }

  private static String nameOf(Path run) {
    return match(run).group(1);
  }

  private static long number(Path run) {
    return Long.parseLong(match(run).group(2));
  }

  private static Matcher match(Path run) {
    Matcher matcher = FOLDER.matcher(run.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(run + " has no number");
    }
    return matcher;
  }
}
