package io.lockstep.data;

import java.util.OptionalDouble;

/// How a number of a file becomes one of a net, and back. In double throughout.
public sealed interface Scale {

  /// A number stays what it is.
  Scale AS_IT_IS = new Affine(0, 1);

  /// What the net is given.
  double inside(double value);

  /// The number of the file that a net's number stands for.
  double outside(double scaled);

  /// How many units of the file are one of the net; empty where that is not the same everywhere.
  OptionalDouble unit();

  /// `(value - shift) / size`.
  ///
  /// @param size above 0
  record Affine(double shift, double size) implements Scale {

    public Affine {
      requireSize(shift, size);
    }

    @Override
    public double inside(double value) {
      return (value - shift) / size;
    }

    @Override
    public double outside(double scaled) {
      return scaled * size + shift;
    }

    @Override
    public OptionalDouble unit() {
      return OptionalDouble.of(size);
    }
  }

  /// `least` becomes `low`, `greatest` becomes `high`, and the others what lies between or beyond.
  record Range(double least, double greatest, double low, double high) implements Scale {

    public Range {
      requireSize(least, greatest - least);
      requireSize(low, high - low);
    }

    @Override
    public double inside(double value) {
      double share = (value - least) / (greatest - least);
      return low * (1 - share) + high * share;
    }

    @Override
    public double outside(double scaled) {
      double share = (scaled - low) / (high - low);
      return least * (1 - share) + greatest * share;
    }

    @Override
    public OptionalDouble unit() {
      return OptionalDouble.of((greatest - least) / (high - low));
    }
  }

  /// As [Affine], of the logarithm of 1 and the size of the number, with its sign.
  record Logarithm(double shift, double size) implements Scale {

    public Logarithm {
      requireSize(shift, size);
    }

    @Override
    public double inside(double value) {
      return (SignedLog.of(value) - shift) / size;
    }

    @Override
    public double outside(double scaled) {
      return SignedLog.inverse(scaled * size + shift);
    }

    @Override
    public OptionalDouble unit() {
      return OptionalDouble.empty();
    }
  }

  private static void requireSize(double shift, double size) {
    if (!Double.isFinite(shift) || !(size > 0) || size == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a scale from %s of size %s".formatted(shift, size));
    }
  }
}
