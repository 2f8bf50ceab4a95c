package io.lockstep.bench.chaos;

import java.time.Duration;

/// What is struck, for how long, and how often.
///
/// @param coordinators 2 or 3
/// @param workers 2 to 16
/// @param duration of the faults
/// @param every from the begin of a fault to that of the next
/// @param seed of the schedule
public record ChaosSettings(
    int coordinators, int workers, Duration duration, Duration every, long seed) {

  private static final int WORKERS_MAX = 16;
  private static final long EVERY_MILLIS_MIN = 100;
  private static final double MILLIS = 1e3;

  /// The JVMs of a cluster share the cores with their compilers for a while.
  private static final Duration CALM_MAX = Duration.ofSeconds(90);

  /// @throws IllegalArgumentException with a word for the user, if it makes no sense
  public ChaosSettings {
    requireNodes(coordinators, workers);
    if (every.toMillis() < EVERY_MILLIS_MIN || duration.compareTo(every) < 0) {
      throw new IllegalArgumentException(
          "a fault every %.1f s for %.1f s, but must be every 0.1 s or more, and one at least"
              .formatted(every.toMillis() / MILLIS, duration.toMillis() / MILLIS));
    }
  }

  /// @throws IllegalArgumentException with a word for the user, if there are too few or too many
  static void requireNodes(int coordinators, int workers) {
    if (coordinators < 2 || coordinators > 3 || workers < 2 || workers > WORKERS_MAX) {
      throw new IllegalArgumentException(
          "%d coordinators and %d workers, but must be 2 or 3, and 2 to %d"
              .formatted(coordinators, workers, WORKERS_MAX));
    }
  }

  /// How long the cluster is left alone first; in the second half its pace is measured.
  Duration calm() {
    Duration part = duration.dividedBy(4);
    return part.compareTo(CALM_MAX) < 0 ? part : CALM_MAX;
  }
}
