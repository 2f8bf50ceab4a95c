package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The reign of this process over a run, by the number of its term. Any thread.
final class Reign {

  /// A folder that loses its files may be on its way out for so long.
  private static final long REMOVAL_MILLIS_MAX = 1_000;

  private static final long REMOVAL_LOOK_MILLIS = 50;

  private final Path run;
  private final Terms terms;
  private volatile Consumer<String> warnings = _ -> {};

  /// 0 while it has begun none.
  private volatile long own;

  Reign(Path run) {
    this.run = run;
    this.terms = new Terms(run.resolve(RunFolder.TERMS));
  }

  /// @param newWarnings told of a file that was removed
  void warn(Consumer<String> newWarnings) {
    warnings = newWarnings;
  }

  /// One more than any before, not below the least, and nobody else's.
  long begin(long least) {
    own = RunFolder.inRun(run, () -> terms.next(least));
    return own;
  }

  /// As [#check(long)], of the own one; nothing where there is none.
  void check() {
    if (own > 0) {
      check(own);
    }
  }

  /// One whose file somebody has removed goes on: the file comes back, which keeps out whoever
  /// began an earlier number meanwhile.
  ///
  /// @throws LockstepException with exit code 6 if a later term has begun, or somebody else has
  ///   taken the number of this one
  void check(long term) {
    boolean lost = term == own && terms.isGone(term) && !isBeingRemoved();
    boolean ours =
        term != own
            || RunFolder.inRun(
                run, () -> lost ? terms.retake(term) : isGone() || terms.isOurs(term));
    long newest = newest();
    if (newest > term) {
      throw superseded("term %d < %d".formatted(term, newest), newest);
    }
    if (!ours) {
      throw superseded(
          "the file of term %d was removed, and another process has taken the number"
              .formatted(term),
          term);
    }
    if (lost) {
      warnings.accept(
          "the file TERM-%d in %s was removed; it is there again"
              .formatted(term, run.resolve(RunFolder.TERMS)));
    }
  }

  boolean isSuperseded(long term) {
    return newest() > term;
  }

  /// 0 before the first.
  long newest() {
    return RunFolder.inRun(run, terms::newest);
  }

  private LockstepException superseded(String reason, long newest) {
    return Failure.of(ExitCode.CLUSTER, "superseded: " + reason)
        .at(run.toString())
        .keeping("everything that term %d has written".formatted(newest))
        .advising("nothing: the coordinator of the newer term goes on")
        .exception();
  }

  private boolean isGone() {
    return !Files.isDirectory(run);
  }

  /// Whoever removes the whole folder may be at it: one file more would be in the way.
  private boolean isBeingRemoved() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REMOVAL_MILLIS_MAX);
    while (!isGone() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REMOVAL_LOOK_MILLIS));
    }
    return isGone();
  }
}
