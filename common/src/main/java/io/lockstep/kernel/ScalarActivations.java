package io.lockstep.kernel;

import static io.lockstep.kernel.ScalarMath.SIGN_BIT;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.fma;

/// The definition of [Activations]: one float at a time, and loops over them.
final class ScalarActivations implements Activations {

  static final ScalarActivations INSTANCE = new ScalarActivations();

  /// `√½`.
  static final float ROOT_HALF = 0x1.6a09e6p-1f;

  /// `1 / √(2π)`.
  static final float NORMAL_PEAK = 0x1.988454p-2f;

  /// Beyond it Φ is 0 or 1, and so is the sigmoid of gelu-tanh.
  static final float FLAT_FROM = 15f;

  /// `2·√(2/π)`, that times 0.044715, and three times that.
  static final float TANH_FIRST = 0x1.988454p+0f;

  static final float TANH_THIRD = 0x1.2444f2p-4f;
  static final float TANH_SLOPE = 0x1.b6676cp-3f;

  private ScalarActivations() {}

  static float elu(float scale, float below, float x) {
    return x > 0f ? scale * x : below * ScalarMath.expm1(x);
  }

  static float eluSlope(float scale, float below, float y) {
    return y > 0f ? scale : y + below;
  }

  static float softplus(float x) {
    float rest = ScalarMath.log1p(ScalarMath.exp(intBitsToFloat(floatToRawIntBits(x) | SIGN_BIT)));
    return (x < 0f ? 0f : x) + rest;
  }

  static float softplusSlope(float y) {
    return -ScalarMath.expm1(-y);
  }

  static float softsign(float x) {
    return x / (1f + magnitude(x));
  }

  static float softsignSlope(float y) {
    float rest = 1f - magnitude(y);
    return rest * rest;
  }

  static float hardSigmoid(float x) {
    float t = x + 3f;
    t = t < 0f ? 0f : t;
    t = t > 6f ? 6f : t;
    return t / 6f;
  }

  static float hardTanh(float x) {
    float t = x < -1f ? -1f : x;
    return t > 1f ? 1f : t;
  }

  static float gelu(float x) {
    float a = flat(x);
    return x * normal(a, bell(a));
  }

  static float geluSlope(float x) {
    float a = flat(x);
    float bell = bell(a);
    return normal(a, bell) + a * (bell * NORMAL_PEAK);
  }

  static float geluTanh(float x) {
    float a = flat(x);
    return x * ScalarMath.sigmoid(a * (TANH_FIRST + TANH_THIRD * (a * a)));
  }

  static float geluTanhSlope(float x) {
    float a = flat(x);
    float square = a * a;
    float s = a * (TANH_FIRST + TANH_THIRD * square);
    float e = ScalarMath.exp(intBitsToFloat(floatToRawIntBits(s) | SIGN_BIT));
    float near = 1f / (e + 1f);
    float far = e * near;
    float p = s < 0f ? far : near;
    return p + a * (far * near) * (TANH_FIRST + TANH_SLOPE * square);
  }

  static float silu(float x) {
    return x * ScalarMath.sigmoid(x);
  }

  static float siluSlope(float x) {
    float e = ScalarMath.exp(intBitsToFloat(floatToRawIntBits(x) | SIGN_BIT));
    float near = 1f / (e + 1f);
    float far = e * near;
    boolean negative = x < 0f;
    return (negative ? far : near) * (1f + x * (negative ? near : far));
  }

  private static float magnitude(float x) {
    return intBitsToFloat(floatToRawIntBits(x) & ~SIGN_BIT);
  }

  private static float flat(float x) {
    float a = x > FLAT_FROM ? FLAT_FROM : x;
    return a < -FLAT_FROM ? -FLAT_FROM : a;
  }

  /// `exp(-a²/2)`, with what `a·a` loses by rounding put back.
  private static float bell(float a) {
    float square = a * a;
    float lost = fma(a, a, -square);
    float e = ScalarMath.exp(-0.5f * square);
    return fma(e, -0.5f * lost, e);
  }

  /// Φ: from erf near 0, elsewhere from the tail.
  private static float normal(float a, float bell) {
    float z = a * ROOT_HALF;
    float t = magnitude(z);
    float near = fma(0.5f, ScalarMath.erfNear(z), 0.5f);
    float tail = 0.5f * (bell * ScalarMath.erfcScaled(t));
    float far = a < 0f ? tail : 1f - tail;
    return t < ScalarMath.ERF_NEAR ? near : far;
  }

  @Override
  public void elu(float scale, float below, float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = elu(scale, below, x[xAt + i]);
    }
  }

  @Override
  public void eluGradient(
      float scale,
      float below,
      float[] y,
      int yAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * eluSlope(scale, below, y[yAt + i]);
    }
  }

  @Override
  public void softplus(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = softplus(x[xAt + i]);
    }
  }

  @Override
  public void softplusGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * softplusSlope(y[yAt + i]);
    }
  }

  @Override
  public void softsign(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = softsign(x[xAt + i]);
    }
  }

  @Override
  public void softsignGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * softsignSlope(y[yAt + i]);
    }
  }

  @Override
  public void hardSigmoid(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = hardSigmoid(x[xAt + i]);
    }
  }

  @Override
  public void hardSigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = y[yAt + i];
      dx[dxAt + i] = value > 0f && value < 1f ? dy[dyAt + i] / 6f : 0f;
    }
  }

  @Override
  public void hardTanh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = hardTanh(x[xAt + i]);
    }
  }

  @Override
  public void hardTanhGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = y[yAt + i];
      dx[dxAt + i] = value > -1f && value < 1f ? dy[dyAt + i] : 0f;
    }
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = gelu(x[xAt + i]);
    }
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * geluSlope(x[xAt + i]);
    }
  }

  @Override
  public void geluTanh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = geluTanh(x[xAt + i]);
    }
  }

  @Override
  public void geluTanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * geluTanhSlope(x[xAt + i]);
    }
  }

  @Override
  public void silu(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = silu(x[xAt + i]);
    }
  }

  @Override
  public void siluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = dy[dyAt + i] * siluSlope(x[xAt + i]);
    }
  }
}
