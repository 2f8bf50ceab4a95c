package io.lockstep.data;

import io.lockstep.random.Normal;

/// `sign(x) · ln(1 + |x|)` and its inverse, in our own arithmetic, so that a column has the same
/// bits on every machine. For what is not negative it is `log1p`.
final class SignedLog {

  /// Beyond this the inverse leaves the range of a float.
  private static final double LARGEST = 89;

  private static final double LN2 = 0.6931471805599453;
  private static final int TERMS = 18;

  private SignedLog() {}

  /// Within 1e-15 of the true value, relative to it.
  static double of(double x) {
    double size = Math.abs(x);
    double sum = 1 + size;
    // What the rounding of the sum took from a small number is given back (Kahan, 1975).
    double log = sum == 1 ? size : Normal.log(sum) * (size / (sum - 1));
    return x < 0 ? -log : log;
  }

  /// Within 1e-14 of the true value, relative to it; what is beyond a float is an infinity.
  static double inverse(double y) {
    double size = Math.abs(y);
    double value = size > LARGEST ? Double.POSITIVE_INFINITY : expMinusOne(size);
    return y < 0 ? -value : value;
  }

  /// `e^y - 1 = 2^k · (e^r - 1) + 2^k - 1` with `y = k · ln 2 + r`, by the series of Taylor.
  private static double expMinusOne(double y) {
    int k = (int) Math.rint(y / LN2);
    double r = y - k * LN2;
    double sum = 0;
    for (int n = TERMS; n >= 2; n--) {
      sum = (sum + 1) * r / n;
    }
    double small = r * (1 + sum);
    double power = Math.scalb(1.0, k);
    return power * small + (power - 1);
  }
}
