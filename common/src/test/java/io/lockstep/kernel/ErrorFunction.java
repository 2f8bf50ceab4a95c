package io.lockstep.kernel;

/// erf and the distribution function of the normal in double, to about 14 digits.
public final class ErrorFunction {

  private ErrorFunction() {}

  public static double erf(double x) {
    return x < 0 ? -erf(-x) : x < 2 ? series(x) : 1 - fraction(x);
  }

  public static double normal(double x) {
    double t = Math.abs(x) * Math.sqrt(0.5);
    double tail = 0.5 * (t < 2 ? 1 - series(t) : fraction(t));
    return x < 0 ? tail : 1 - tail;
  }

  /// Abramowitz and Stegun 7.1.6: all terms are positive.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 60; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  /// erfc by its continued fraction, 7.1.14.
  private static double fraction(double x) {
    if (x > 30) {
      return x != x ? x : 0;
    }
    double below = x;
    for (int n = 200; n > 0; n--) {
      below = x + n / 2.0 / below;
    }
    return StrictMath.exp(-x * x) / (below * Math.sqrt(Math.PI));
  }
}
