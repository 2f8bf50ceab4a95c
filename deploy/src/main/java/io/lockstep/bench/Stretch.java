package io.lockstep.bench;

/// Some whole steps, one after the other.
///
/// @param steps at least 1
/// @param examples of all these steps; products count one each
/// @param seconds above 0
record Stretch(long steps, long examples, double seconds) {

  private static final double NANOS = 1e9;

  Stretch {
    if (steps < 1 || examples < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "%d steps of %d examples in %s s cannot be measured".formatted(steps, examples, seconds));
    }
  }

  /// Two readings of a clock may be equal; no step takes less than a nanosecond.
  static Stretch ofNanos(long steps, long examples, long nanos) {
    return new Stretch(steps, examples, Math.max(1, nanos) / NANOS);
  }

  double stepsPerSecond() {
    return steps / seconds;
  }

  double examplesPerSecond() {
    return examples / seconds;
  }

  Stretch orFaster(Stretch other) {
    return other.examplesPerSecond() > examplesPerSecond() ? other : this;
  }
}
