package io.lockstep.random;

/// Standard normal numbers by Marsaglia's polar method, with a logarithm of our own: the same bits
/// on every machine. Numbers come in pairs; pair j is drawn from counters `(j, 0, attempt, 0)`.
///
/// @see "Marsaglia and Bray, A Convenient Method for Generating Normal Variables, 1964"
public final class Normal {

  /// ln 2 in two parts; the first has 21 trailing zero bits, so that its product with an exponent
  /// is exact.
  private static final double LN2_HIGH = Double.longBitsToDouble(0x3FE62E42FEE00000L);

  private static final double LN2_LOW = 1.9082149292705877e-10;

  /// Terms of the series of `log`: with |s| at most 0.1716 the first one left out is below 2^-58.
  private static final int SERIES_LAST = 21;

  private Normal() {}

  /// Fills `out[0, count)` with the numbers of a key from number `first` on, of which none is
  /// further from 0 than `bound`: a pair counts only when both are within.
  ///
  /// @param bound above 0; from 1 on few pairs are drawn in vain
  /// @param key from [Keys]
  /// @param first an even number
  public static void fillWithin(double bound, long key, int first, double[] out, int count) {
    int[] words = new int[4];
    for (int at = 0; at < count; at += 2) {
      pair(bound, key, (first + at) / 2, words, out, at, count);
    }
  }

  /// Fills `out[0, count)` with the numbers of a key from number `first` on.
  ///
  /// @param key from [Keys]
  /// @param first an even number
  public static void fill(long key, int first, double[] out, int count) {
    fillWithin(Double.POSITIVE_INFINITY, key, first, out, count);
  }

  private static void pair(
      double bound, long key, int pair, int[] words, double[] out, int at, int end) {
    for (int attempt = 0; ; attempt++) {
      Philox.block(key, pair, 0, attempt, 0, words, 0);
      double u = 2 * Uniform.of(words[0], words[1]) - 1;
      double v = 2 * Uniform.of(words[2], words[3]) - 1;
      double square = u * u + v * v;
      if (square >= 1 || square == 0) {
        continue;
      }
      double factor = Math.sqrt(-2 * log(square) / square);
      double one = u * factor;
      double other = v * factor;
      if (Math.abs(one) > bound || Math.abs(other) > bound) {
        continue;
      }
      out[at] = one;
      if (at + 1 < end) {
        out[at + 1] = other;
      }
      return;
    }
  }

  /// Natural logarithm of a positive normal number, within 3 ulp: `x = 2^e · m`, m in [√½, √2), and
  /// `log m = 2 · artanh((m - 1) / (m + 1))` by its series.
  public static double log(double x) {
    int exponent = Math.getExponent(x);
    double m = Double.longBitsToDouble(Double.doubleToRawLongBits(x) - ((long) exponent << 52));
    if (m > 1.4142135623730951) {
      m *= 0.5;
      exponent++;
    }
    double s = (m - 1) / (m + 1);
    double square = s * s;
    double sum = 0;
    for (int n = SERIES_LAST; n >= 3; n -= 2) {
      sum = sum * square + 1.0 / n;
    }
    double tail = 2 * s * square * sum + exponent * LN2_LOW;
    return exponent * LN2_HIGH + (tail + 2 * s);
  }
}
