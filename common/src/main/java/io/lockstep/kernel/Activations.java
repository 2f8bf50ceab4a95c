package io.lockstep.kernel;

/// Activations element by element, beside those that [Kernels] has, each with the gradient of its
/// input. A gradient is a function of the output where that tells it, so that the output may take
/// the place of the input; otherwise of the input. Definitions are in `docs/arithmetic.md`; in
/// place is allowed, for gradients on dy.
public sealed interface Activations permits ScalarActivations, VectorActivations {

  /// Of selu: λ.
  float SELU_SCALE = 0x1.0cfabep+0f;

  /// Of selu: λ·α.
  float SELU_BELOW = 0x1.c212ccp+0f;

  /// `y = x > 0 ? scale·x : below·expm1(x)`: elu with scale 1, selu with its two constants.
  void elu(float scale, float below, float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy · (y > 0 ? scale : y + below)`, y being the output of [#elu].
  void eluGradient(
      float scale,
      float below,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      int length);

  /// `y = max(x, 0) + log1p(exp(-|x|))`.
  void softplus(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy · -expm1(-y)`, y being the output of [#softplus].
  void softplusGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = x / (1 + |x|)`.
  void softsign(float[] x, int xAt, float[] y, int yAt, int length);

  /// `r = 1 - |y|; dx = dy · (r · r)`, y being the output of [#softsign].
  void softsignGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = min(max(x + 3, 0), 6) / 6`.
  void hardSigmoid(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = 0 < y < 1 ? dy / 6 : 0`, y being the output of [#hardSigmoid].
  void hardSigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = min(max(x, -1), 1)`.
  void hardTanh(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = -1 < y < 1 ? dy : 0`, y being the output of [#hardTanh].
  void hardTanhGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = x · Φ(x)`, Φ being the distribution function of the standard normal.
  void gelu(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy · (Φ(x) + x·φ(x))`, x being the input of [#gelu].
  void geluGradient(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = x · sigmoid(2·√(2/π)·(x + 0.044715·x³))`, which is `x/2 · (1 + tanh(…))`.
  void geluTanh(float[] x, int xAt, float[] y, int yAt, int length);

  /// Of the input of [#geluTanh].
  void geluTanhGradient(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = x · sigmoid(x)`.
  void silu(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy · (s · (1 + x·(1 - s)))` with `s = sigmoid(x)`, x being the input of [#silu].
  void siluGradient(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);
}
