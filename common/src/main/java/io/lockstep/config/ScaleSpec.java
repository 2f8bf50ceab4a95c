package io.lockstep.config;

/// How the numbers of a column are brought to a size that a net learns well from. What is fitted
/// (means, quartiles, ends) is fitted to the training part.
public sealed interface ScaleSpec {

  /// As they are.
  ScaleSpec NONE = new None();

  /// Mean 0, deviation 1.
  ScaleSpec STANDARD = new Standard();

  record None() implements ScaleSpec {}

  record Standard() implements ScaleSpec {}

  /// Median 0, distance of the quartiles 1: a few cells far away change little.
  record Robust() implements ScaleSpec {}

  /// The logarithm of 1 and the size of a number, with its sign; then mean 0 and deviation 1.
  record Log1p() implements ScaleSpec {}

  /// The least number becomes `low`, the greatest `high`.
  record MinMax(double low, double high) implements ScaleSpec {
    public MinMax {
      requireRange(low, high);
    }
  }

  /// Bytes: 0 becomes `low`, 255 `high`, whatever the training part holds.
  record Pixels(double low, double high) implements ScaleSpec {
    public Pixels {
      requireRange(low, high);
    }
  }

  /// Whether it depends on what the training part holds.
  default boolean isFitted() {
    return switch (this) {
      case None(), Pixels(_, _) -> false;
      case Standard(), Robust(), Log1p(), MinMax(_, _) -> true;
    };
  }

  private static void requireRange(double low, double high) {
    Checks.finite(low, "low");
    Checks.finite(high, "high");
    if (!((float) low < (float) high)) {
      throw new IllegalArgumentException("%s to %s is no range".formatted(low, high));
    }
  }
}
