package io.lockstep.kernel;

/// The loops that make a version of a gradient, in two implementations with the same bits:
/// [ScalarUpdates] is the definition, `VectorUpdates` the fast twin. In binary32 from left to
/// right, without `fma`. `s` stands for `g + decay * w`, and `flush` makes +0 of what is below the
/// smallest normal number: a moment that only decays would otherwise stay subnormal for ever (0.9
/// of the smallest subnormal rounds to itself), and processors take a hundred times as long for
/// those.
///
/// Arguments are checked by the caller; nothing is allocated; slices of one call do not overlap.
public sealed interface Updates permits ScalarUpdates, VectorUpdates {

  /// `x > bound ? bound : x < -bound ? -bound : x`, so NaN stays NaN.
  void clip(float bound, float[] x, int xAt, int length);

  /// `g = g + (l2 * w + l1 * sign(w))`, the sign of ±0 being 0.
  void penalize(float l1, float l2, float[] w, int wAt, float[] g, int gAt, int length);

  /// `w = flush(keep * w + take * x)`: a statistic follows what is seen.
  void follow(float keep, float take, float[] w, int wAt, float[] x, int xAt, int length);

  /// Adds squares to 16 partial sums in double, where the square of a float is exact: `sums[(first
  /// + i) mod 16] += x[i] * x[i]`, i ascending.
  void squares(float[] x, int xAt, int length, int first, double[] sums);

  /// As [#squares] of `x[i] - y[i]`, the difference rounded to binary32.
  void squaresOfDifference(
      float[] x, int xAt, float[] y, int yAt, int length, int first, double[] sums);

  /// `w -= rate * s`.
  void sgd(float rate, float decay, float[] w, int wAt, float[] g, int gAt, int length);

  /// `v = flush(momentum * v + s); w -= rate * v`.
  void momentum(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length);

  /// As [#momentum], but `w -= rate * (s + momentum * v)`.
  void nesterov(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length);

  /// Adam and AdamW: `w *= keep; m = flush(keepFirst * m + takeFirst * s); v = flush(keepSecond * v
  /// + takeSecond * s * s); w -= rate * (m / (sqrt(v) * rootFactor + epsilon))`.
  void adam(
      AdamFactors factors,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length);
}
