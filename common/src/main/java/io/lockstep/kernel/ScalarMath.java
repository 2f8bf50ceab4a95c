package io.lockstep.kernel;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.fma;

/// exp, log, tanh and the logistic function of one float, in `+ - * / fma`, comparisons and bit
/// operations only, so that every machine gives the same bits. Bounds are in `docs/arithmetic.md`.
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
