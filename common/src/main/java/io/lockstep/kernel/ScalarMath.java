package io.lockstep.kernel;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.fma;

/// exp, log, tanh, the logistic function, erf and their like of one float, in `+ - * / fma`,
/// comparisons and bit operations only, so that every machine gives the same bits. Bounds are in
/// `docs/arithmetic.md`.
///
/// The polynomials are minimax fits of our own (Lawson's algorithm, coefficients rounded to
/// binary32 one after the other, lowest degree first, the rest refitted).
final class ScalarMath {

  static final float LOG2_E = 0x1.715476p+0f;
  static final float LN_2_HIGH = 0x1.62e430p-1f;
  static final float LN_2_LOW = -0x1.05c610p-29f;

  /// 1.5 · 2^23: adding it rounds to an integer, which is then found in the low bits.
  static final float ROUNDER = 0x1.8p+23f;

  static final int ROUNDER_BITS = 0x4b400000;

  static final float EXP_MAX = 89f;
  static final float EXP_MIN = -104f;

  /// `exp(r) = 1 + r + r² (E0 + E1 r + … + E4 r⁴)` for |r| ≤ ln 2 / 2.
  static final float E0 = 0x1.fffffcp-2f;

  static final float E1 = 0x1.555492p-3f;
  static final float E2 = 0x1.5558b0p-5f;
  static final float E3 = 0x1.123988p-7f;
  static final float E4 = 0x1.6a4cdcp-10f;

  /// `log(1 + f) = f - f²/2 + f³ (L0 + L1 f + … + L8 f⁸)` for √½ - 1 ≤ f ≤ √2 - 1.
  static final float L0 = 0x1.555548p-2f;

  static final float L1 = -0x1.000006p-2f;
  static final float L2 = 0x1.99a476p-3f;
  static final float L3 = -0x1.555c44p-3f;
  static final float L4 = 0x1.233ba2p-3f;
  static final float L5 = -0x1.fc28cap-4f;
  static final float L6 = 0x1.e6c00ap-4f;
  static final float L7 = -0x1.de01dcp-4f;
  static final float L8 = 0x1.14733ep-4f;

  static final float NORMAL_MIN = 0x1p-126f;
  static final float SUBNORMAL_SCALE = 0x1p+23f;
  static final int SUBNORMAL_SHIFT = 23;

  /// Bits of √½, rounded down to a multiple of 2^-20: mantissas are taken from [√½, √2).
  static final int ROOT_HALF_BITS = 0x3f3504f0;

  static final int MANTISSA_MASK = 0x007fffff;
  static final int SIGN_BIT = 0x80000000;

  /// `tanh(x) = x + x³ (T0 + T1 x² + … + T4 x⁸)` for |x| < TANH_SMALL.
  static final float TANH_SMALL = 0.625f;

  static final float T0 = -0x1.555532p-2f;
  static final float T1 = 0x1.1106f6p-3f;
  static final float T2 = -0x1.b835a4p-5f;
  static final float T3 = 0x1.51f8cep-6f;
  static final float T4 = -0x1.750ce2p-8f;

  /// Below it `expm1` is -1.
  static final float EXPM1_FLAT = -26f;

  /// `log(1 + f) = f - f²/2 + f³ (P0 + P1 f + … + P7 f⁷)` for -¼ ≤ f ≤ ½.
  static final float P0 = 0x1.5555a4p-2f;

  static final float P1 = -0x1.000046p-2f;
  static final float P2 = 0x1.996978p-3f;
  static final float P3 = -0x1.54ee38p-3f;
  static final float P4 = 0x1.28841ap-3f;
  static final float P5 = -0x1.0d989cp-3f;
  static final float P6 = 0x1.acce3ep-4f;
  static final float P7 = -0x1.718f38p-5f;

  /// `erf(x) = x + x (A0 + A1 x² + … + A5 x¹⁰)` for |x| < ERF_NEAR.
  static final float ERF_NEAR = 0.84375f;

  static final float A0 = 0x1.06eba8p-3f;
  static final float A1 = -0x1.812728p-2f;
  static final float A2 = 0x1.ce25e8p-4f;
  static final float A3 = -0x1.b73f58p-6f;
  static final float A4 = 0x1.4bbc48p-8f;
  static final float A5 = -0x1.4e3b52p-11f;

  /// Beyond it erf is 1, and the square of it within the range of exp.
  static final float ERF_FLAT = 10f;

  /// `exp(t²)·erfc(t) = v (B0 + B1 v + … + B8 v⁸)`, `v = 1 / (1 + t/2)`, for 0.84 ≤ t ≤ 10.7.
  static final float B0 = 0x1.20da84p-2f;

  static final float B1 = 0x1.212ebcp-2f;
  static final float B2 = 0x1.f204cep-3f;
  static final float B3 = 0x1.9a8754p-3f;
  static final float B4 = -0x1.c2ed14p-7f;
  static final float B5 = 0x1.efc6b6p-3f;
  static final float B6 = -0x1.bb0436p-2f;
  static final float B7 = 0x1.eeac30p-3f;
  static final float B8 = -0x1.726998p-5f;

  /// `log(cosh(x)) = x² (C0 + C1 x² + … + C5 x¹⁰)` for |x| < LOG_COSH_NEAR.
  static final float LOG_COSH_NEAR = 0.75f;

  static final float C0 = 0.5f;
  static final float C1 = -0x1.555520p-4f;
  static final float C2 = 0x1.6c012ap-6f;
  static final float C3 = -0x1.b73d40p-8f;
  static final float C4 = 0x1.08d818p-9f;
  static final float C5 = -0x1.c703f4p-12f;

  private ScalarMath() {}

  /// e^x. Subnormal results are rounded once more than normal ones.
  static float exp(float x) {
    float t = x > EXP_MAX ? EXP_MAX : x;
    t = t < EXP_MIN ? EXP_MIN : t;
    float shifted = fma(t, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = fma(n, -LN_2_HIGH, t);
    r = fma(n, -LN_2_LOW, r);
    float q = fma(E4, r, E3);
    q = fma(q, r, E2);
    q = fma(q, r, E1);
    q = fma(q, r, E0);
    float p = fma(r * r, q, r) + 1f;
    int exponent = floatToRawIntBits(shifted) - ROUNDER_BITS;
    int half = exponent >> 1;
    return p * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  private static float powerOfTwo(int exponent) {
    return intBitsToFloat((exponent + 127) << 23);
  }

  /// Natural logarithm; NaN for negative numbers, -∞ for ±0.
  static float log(float x) {
    boolean small = x < NORMAL_MIN;
    float scaled = small ? x * SUBNORMAL_SCALE : x;
    int offset = floatToRawIntBits(scaled) - ROOT_HALF_BITS;
    int exponent = (offset >> 23) - (small ? SUBNORMAL_SHIFT : 0);
    float e = intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER;
    float f = intBitsToFloat((offset & MANTISSA_MASK) + ROOT_HALF_BITS) - 1f;
    float q = fma(L8, f, L7);
    q = fma(q, f, L6);
    q = fma(q, f, L5);
    q = fma(q, f, L4);
    q = fma(q, f, L3);
    q = fma(q, f, L2);
    q = fma(q, f, L1);
    q = fma(q, f, L0);
    float square = f * f;
    float y = fma(square * f, q, e * LN_2_LOW);
    y = fma(-0.5f, square, y);
    float result = fma(e, LN_2_HIGH, f + y);
    result = x < Float.POSITIVE_INFINITY ? result : x;
    result = x > 0f ? result : x == 0f ? Float.NEGATIVE_INFINITY : Float.NaN;
    return result;
  }

  /// `e^x - 1` for x up to 88.
  static float expm1(float x) {
    float t = x < EXPM1_FLAT ? EXPM1_FLAT : x;
    float shifted = fma(t, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = fma(n, -LN_2_HIGH, t);
    r = fma(n, -LN_2_LOW, r);
    float q = fma(E4, r, E3);
    q = fma(q, r, E2);
    q = fma(q, r, E1);
    q = fma(q, r, E0);
    float p = fma(r * r, q, r);
    float scale = powerOfTwo(floatToRawIntBits(shifted) - ROUNDER_BITS);
    return fma(p, scale, scale - 1f);
  }

  /// `log(1 + x)` for 0 ≤ x ≤ 1. From ½ on it is that of `(1 + x)/2`, plus ln 2; both differences
  /// are exact.
  static float log1p(float x) {
    boolean upper = x >= 0.5f;
    float f = upper ? (x - 1f) * 0.5f : x;
    float q = fma(P7, f, P6);
    q = fma(q, f, P5);
    q = fma(q, f, P4);
    q = fma(q, f, P3);
    q = fma(q, f, P2);
    q = fma(q, f, P1);
    q = fma(q, f, P0);
    float square = f * f;
    float y = fma(square * f, q, upper ? LN_2_LOW : 0f);
    y = fma(-0.5f, square, y);
    return (upper ? LN_2_HIGH : 0f) + (f + y);
  }

  /// The error function.
  static float erf(float x) {
    float a = intBitsToFloat(floatToRawIntBits(x) & ~SIGN_BIT);
    float t = a > ERF_FLAT ? ERF_FLAT : a;
    float square = t * t;
    float lost = fma(t, t, -square);
    float e = exp(-square);
    float far = 1f - fma(e, -lost, e) * erfcScaled(t);
    float y = a < ERF_NEAR ? erfNear(a) : far;
    return intBitsToFloat(floatToRawIntBits(y) | floatToRawIntBits(x) & SIGN_BIT);
  }

  /// erf of a number whose magnitude is below [#ERF_NEAR].
  static float erfNear(float x) {
    float z = x * x;
    float q = fma(A5, z, A4);
    q = fma(q, z, A3);
    q = fma(q, z, A2);
    q = fma(q, z, A1);
    q = fma(q, z, A0);
    return fma(q, x, x);
  }

  /// `exp(t²)·erfc(t)` for 0.84 ≤ t ≤ 10.7.
  static float erfcScaled(float t) {
    float v = 1f / fma(0.5f, t, 1f);
    float q = fma(B8, v, B7);
    q = fma(q, v, B6);
    q = fma(q, v, B5);
    q = fma(q, v, B4);
    q = fma(q, v, B3);
    q = fma(q, v, B2);
    q = fma(q, v, B1);
    q = fma(q, v, B0);
    return q * v;
  }

  /// `log(cosh(x))`.
  static float logCosh(float x) {
    float a = intBitsToFloat(floatToRawIntBits(x) & ~SIGN_BIT);
    float z = a * a;
    float q = fma(C5, z, C4);
    q = fma(q, z, C3);
    q = fma(q, z, C2);
    q = fma(q, z, C1);
    q = fma(q, z, C0);
    float far = (a - LN_2_HIGH) + log1p(exp(-2f * a));
    return a < LOG_COSH_NEAR ? q * z : far;
  }

  static float tanh(float x) {
    float a = intBitsToFloat(floatToRawIntBits(x) & ~SIGN_BIT);
    float z = a * a;
    float q = fma(T4, z, T3);
    q = fma(q, z, T2);
    q = fma(q, z, T1);
    q = fma(q, z, T0);
    float near = fma(q * z, a, a);
    float far = 1f - 2f / (exp(a + a) + 1f);
    float y = a < TANH_SMALL ? near : far;
    return intBitsToFloat(floatToRawIntBits(y) | floatToRawIntBits(x) & SIGN_BIT);
  }

  /// `1 / (1 + exp(-x))`, computed from `exp(-|x|)` so that it never overflows.
  static float sigmoid(float x) {
    float e = exp(intBitsToFloat(floatToRawIntBits(x) | SIGN_BIT));
    return (x < 0f ? e : 1f) / (e + 1f);
  }
}
