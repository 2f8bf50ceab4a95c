package io.lockstep.bench.chaos;

import java.time.Duration;

/// What is kept up, for how long, and how busy.
///
/// @param coordinators 2 or 3
/// @param workers at the begin, 2 to 16; the last of them comes and goes, the others stay
/// @param duration of it all
/// @param every from the begin of a run to that of the next
/// @param seed decides who comes and goes
public record SoakSettings(
    int coordinators, int workers, Duration duration, Duration every, long seed) {

  private static final double MILLIS = 1e3;

  /// @throws IllegalArgumentException with a word for the user, if it makes no sense
  public SoakSettings {
    ChaosSettings.requireNodes(coordinators, workers);
    if (!every.isPositive() || duration.compareTo(every) < 0) {
      throw new IllegalArgumentException(
          "a run every %.1f s for %.1f s, but must be one at least"
              .formatted(every.toMillis() / MILLIS, duration.toMillis() / MILLIS));
    }
  }
}
