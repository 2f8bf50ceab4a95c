package io.lockstep.kernel;

/// The loops over a gradient before an optimiser has it, and over what is measured of a step, in
/// two implementations with the same bits: [ScalarGradients] is the definition, `VectorGradients`
/// the fast twin. As with [Updates], nothing is fused and nothing allocated.
public sealed interface Gradients permits ScalarGradients, VectorGradients {

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
}
