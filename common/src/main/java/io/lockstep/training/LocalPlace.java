package io.lockstep.training;

import io.lockstep.plan.Stillness;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// What a run of one process is at, and whether it stands still there. The thread that drives the
/// run says where it is; another one looks.
final class LocalPlace {

  /// What took long before is no standstill: so many times that is waited for in any case.
  private static final long LONGEST = 2;

  /// What the driving thread is at.
  enum Doing {
    COMPUTING("computing", "the lanes of this process", "look at the load of this machine: top"),
    ENTERING(
        "entering the step in the books", "the disk of the run folder", LocalPlace.LOOK_AT_DISK),
    MEASURING(
        "measuring the version and closing its epoch",
        "the lanes of this process, or the disk of the run folder",
        "look at the load of this machine (top) and at the disk of the run folder (df)"),
    CLOSING(
        "closing the run: its books, checkpoint and model",
        "the disk of the run folder",
        LocalPlace.LOOK_AT_DISK);

    private final String words;
    private final String waitsFor;
    private final String advice;

    Doing(String words, String waitsFor, String advice) {
      this.words = words;
      this.waitsFor = waitsFor;
      this.advice = advice;
    }
  }

  private static final String LOOK_AT_DISK = "look at the disk of the run folder: df, dmesg";

  private final long limitNanos;

  /// What each has taken at most.
  private final AtomicLongArray longestNanos = new AtomicLongArray(Doing.values().length);

  private volatile At at;
  private Stillness<At> stillness;

  /// @param visit numbers what was done, so that the same thing done again is progress
  private record At(Doing doing, long step, long visit, long sinceNanos) {}

  /// @param limitNanos so long without progress is worth a word; 0 for never
  LocalPlace(long limitNanos, long nowNanos) {
    this.limitNanos = limitNanos;
    this.at = new At(Doing.COMPUTING, 0, 0, nowNanos);
    this.stillness = Stillness.since(at, nowNanos);
  }

  /// On the driving thread.
  void enter(Doing doing, long step, long nowNanos) {
    At before = at;
    int of = before.doing.ordinal();
    longestNanos.set(of, Math.max(longestNanos.get(of), nowNanos - before.sinceNanos));
    at = new At(doing, step, before.visit + 1, nowNanos);
  }

  /// On the looking thread.
  ///
  /// @return what is to be told now; empty most of the time
  Optional<String> look(long nowNanos) {
    At seen = at;
    long due =
        limitNanos == 0
            ? 0
            : Math.max(limitNanos, LONGEST * longestNanos.get(seen.doing.ordinal()));
    Stillness.Look<At> look = stillness.look(seen, due, nowNanos);
    stillness = look.next();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(look.lastedNanos());
    return switch (look.news()) {
      case NONE -> Optional.empty();
      case STANDS_STILL ->
          Optional.of(
              """
              no progress for %d s at step %d: %s
                waits for: %s
                try: %s\
              """
                  .formatted(
                      seconds,
                      seen.step,
                      seen.doing.words,
                      seen.doing.waitsFor,
                      seen.doing.advice));
      case GOES_ON ->
          Optional.of(
              "the run goes on at step %d after %d s without progress"
                  .formatted(seen.step, seconds));
    };
  }
}
