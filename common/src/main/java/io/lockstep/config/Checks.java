package io.lockstep.config;

/// Range checks of the configuration records. A value read from a file was already checked with its
/// line; these guard records that are built by code.
final class Checks {

  private Checks() {}

  static void atLeast(long value, long min, String name) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s is %d, but must be at least %d".formatted(name, value, min));
    }
  }

  static void atMost(long value, long max, String name) {
    if (value > max) {
      throw new IllegalArgumentException(
          "%s is %d, but must be at most %d".formatted(name, value, max));
    }
  }

  static void positive(double value, String name) {
    require(value > 0 && Double.isFinite(value), "%s is %s, but must be above 0", name, value);
  }

  static void notNegative(double value, String name) {
    require(value >= 0 && Double.isFinite(value), "%s is %s, but must be 0 or more", name, value);
  }

  static void finite(double value, String name) {
    require(Double.isFinite(value), "%s is %s, but must be a finite number", name, value);
  }

  /// 0 to below 1.
  static void fraction(double value, String name) {
    require(value >= 0 && value < 1, "%s is %s, but must be 0 to below 1", name, value);
  }

  private static void require(boolean holds, String pattern, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(pattern.formatted(name, value));
    }
  }
}
