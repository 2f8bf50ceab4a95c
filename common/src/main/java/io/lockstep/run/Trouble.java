package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Says what could not be written in the folder of a run, and what of the run is safe.
final class Trouble {

  private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d{1,18})-term-(\\d{1,18})");

  private Trouble() {}

  /// @param what cannot be done, such as `the ledger cannot be written`
  /// @param file in the run's folder
  static LockstepException of(String what, Path file, Exception fault) {
    Path run = file.toAbsolutePath().getParent();
    if (isGone(run)) {
      return Failure.of(ExitCode.STORAGE, what + ": the run's folder is gone")
          .at(run.toString())
          .keeping("nothing of this run: its checkpoints were in that folder")
          .advising("see who removed it or unmounted its disk, then train again")
          .exception(fault);
    }
    StorageFault told = StorageFault.of(fault, file);
    if (!Runs.hasBegun(run)) {
      return told.failure(ExitCode.STORAGE, what)
          .advising(told.advice() + ", then start it again")
          .exception(fault);
    }
    return told.failure(ExitCode.STORAGE, what)
        .keeping(kept(run))
        .advising(advice(told, run) + ", then resume the run")
        .exception(fault);
  }

  /// Another place helps a new run; this one is where it is, and names its files itself.
  private static String advice(StorageFault told, Path run) {
    return switch (told.kind()) {
      case READ_ONLY -> "mount it for writing, or copy the run: cp -r %s FOLDER".formatted(run);
      case A_FOLDER -> "move that folder away";
      default -> told.advice();
    };
  }

  /// Whether somebody has taken the folder away: no patience brings it back.
  static boolean isGone(Path run) {
    return !Files.isDirectory(run);
  }

  /// The newest checkpoint: a folder with such a name is whole.
  private static String kept(Path run) {
    Path checkpoints = run.resolve(RunFolder.CHECKPOINTS);
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> CHECKPOINT.matcher(entry.getFileName().toString()))
          .filter(Matcher::matches)
          .max(
              Comparator.<Matcher>comparingLong(name -> Long.parseLong(name.group(1)))
                  .thenComparingLong(name -> Long.parseLong(name.group(2))))
          .map(newest ->
              "%s (step %s)".formatted(checkpoints.resolve(newest.group()), newest.group(1)))
          .orElse("no checkpoint yet");
    } catch (IOException none) {
      return "no checkpoint yet";
    }
  }
}
