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
    require(isPositiveFloat(value), "%s is %s, but must be above 0 in float32", name, value);
  }

  static void notNegative(double value, String name) {
    require(isNotNegativeFloat(value), "%s is %s, but must be 0 or more in float32", name, value);
  }

  static void finite(double value, String name) {
    require(Double.isFinite(value), "%s is %s, but must be a finite number", name, value);
  }

  /// 0 to below 1.
  static void fraction(double value, String name) {
    require(value >= 0 && value < 1, "%s is %s, but must be 0 to below 1", name, value);
  }

  /// Above 0 in binary32, where it is used: neither rounded to 0 nor to infinity.
  static boolean isPositiveFloat(double value) {
    return (float) value > 0 && Float.isFinite((float) value);
  }

  /// 0 or more in binary32, and not rounded to infinity. A number too small for it is 0 there.
  static boolean isNotNegativeFloat(double value) {
    return value >= 0 && Float.isFinite((float) value);
  }

  /// 0 to below 1, also when rounded to binary32.
  static boolean isFractionFloat(double value) {
    return value >= 0 && (float) value < 1;
  }

  static boolean isFiniteFloat(double value) {
    return Float.isFinite((float) value);
  }

  private static void require(boolean holds, String pattern, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(pattern.formatted(name, value));
    }
  }
}
