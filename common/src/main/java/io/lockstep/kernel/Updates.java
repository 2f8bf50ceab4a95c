package io.lockstep.kernel;

/// The loops of optimisers, in two implementations with the same bits: [ScalarUpdates] is the
/// definition, `VectorUpdates` the fast twin. In binary32 from left to right, without `fma`. `s`
/// stands for `g + decay * w`, and `flush` makes +0 of what is below the smallest normal number: a
/// moment that only decays would otherwise stay subnormal for ever (0.9 of the smallest subnormal
/// rounds to itself), and processors take a hundred times as long for those.
///
/// Arguments are checked by the caller; nothing is allocated; slices of one call do not overlap.
public sealed interface Updates permits ScalarUpdates, VectorUpdates {

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

  /// `v = flush(v + s * s); w -= rate * (s / (sqrt(v) + epsilon))`.
  void adagrad(
      float rate,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length);

  /// `v = flush(keep * v + take * s * s); w -= rate * (s / (sqrt(v) + epsilon))`.
  void rmsProp(
      float rate,
      float keep,
      float take,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length);

  /// As [#rmsProp], but `b = flush(momentum * b + s / (sqrt(v) + epsilon)); w -= rate * b`.
  void rmsPropMomentum(
      float rate,
      float keep,
      float take,
      float epsilon,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] b,
      int bAt,
      float[] g,
      int gAt,
      int length);

  /// `v = flush(keep * v + take * s * s); d = sqrt(u + epsilon) / sqrt(v + epsilon) * s; u =
  /// flush(keep * u + take * d * d); w -= rate * d`.
  void adadelta(
      float rate,
      float keep,
      float take,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] u,
      int uAt,
      float[] g,
      int gAt,
      int length);

  /// Moments as [#adam], without keep; `w -= (gradientRate * s + rate * m) / (sqrt(v) * rootFactor
  /// + epsilon)`.
  void nadam(
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

  /// Moments as [#adam], without keep; `h = v > h ? v : h; w -= rate * (m / (sqrt(h) * rootFactor +
  /// epsilon))`.
  void amsGrad(
      AdamFactors factors,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] h,
      int hAt,
      float[] g,
      int gAt,
      int length);

  /// `w = w * keep - rate * sign(keepFirst * m + takeFirst * g); m = flush(keepSecond * m +
  /// takeSecond * g)`, the sign of ±0 being 0.
  void lion(
      AdamFactors factors, float[] w, int wAt, float[] m, int mAt, float[] g, int gAt, int length);

  /// `v = flush(momentum * v + rate * s); w -= v`.
  void lars(
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

  /// Moments as [#adam] of g, without keep; `g = rate * m / (sqrt(v) * rootFactor + epsilon) +
  /// gradientDecay * w`.
  void lambDirection(
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
