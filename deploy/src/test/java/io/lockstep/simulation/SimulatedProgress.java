package io.lockstep.simulation;

/// I6: while nothing goes wrong and nobody comes or goes, steps must follow each other without
/// anybody's patience. A worker that was told wrong things, or nothing, would hold them up.
final class SimulatedProgress {

  private static final long MILLIS = 1_000_000L;

  private long seenVersion = -1;
  private long changedNanos;

  /// How long one step may take.
  enum Pace {
    /// All blocks on one worker one after the other, and the ways to and fro.
    CALM(500),
    /// The same when liars hesitate: their blocks are late first.
    HESITANT(4_000),
    /// What is left of the last fault, such as a pause or a slow block, may hold one step up.
    HEALED(10_000);

    private final long nanosMax;

    Pace(long millisMax) {
      this.nanosMax = millisMax * MILLIS;
    }
  }

  /// Somebody has come or gone, or a version was made, or none is to be made.
  void changed(long nanos) {
    changedNanos = nanos;
  }

  /// Notes which version is there.
  void at(long version, long nanos) {
    if (version != seenVersion) {
      seenVersion = version;
      changedNanos = nanos;
    }
  }

  boolean isLate(Pace pace, long nanos) {
    return nanos - changedNanos > pace.nanosMax;
  }
}
