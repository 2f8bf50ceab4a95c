package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions of [ScalarMath] on whole vectors: the same operations in the same order, and so
/// the same bits. Slices whose length is no multiple of the vector end with the scalar form.
final class VectorMath {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // Constants as vectors: a broadcast in its place is expanded into so much code that the compiler
  // stops inlining in the middle of exp and log, and the next vector becomes an object.
  private static final FloatVector ZERO = all(0f);
  private static final FloatVector L8 = all(ScalarMath.L8);
  private static final FloatVector L7 = all(ScalarMath.L7);
  private static final FloatVector L6 = all(ScalarMath.L6);
  private static final FloatVector L5 = all(ScalarMath.L5);
  private static final FloatVector L4 = all(ScalarMath.L4);
  private static final FloatVector L3 = all(ScalarMath.L3);
  private static final FloatVector L2 = all(ScalarMath.L2);
  private static final FloatVector L1 = all(ScalarMath.L1);
  private static final FloatVector L0 = all(ScalarMath.L0);
  private static final FloatVector MINUS_HALF = all(-0.5f);
  private static final FloatVector LN_2_HIGH = all(ScalarMath.LN_2_HIGH);
  private static final FloatVector NAN = all(Float.NaN);
  private static final FloatVector LOG2_E = all(ScalarMath.LOG2_E);
  private static final FloatVector ROUNDER = all(ScalarMath.ROUNDER);
  private static final FloatVector MINUS_LN_2_HIGH = all(-ScalarMath.LN_2_HIGH);
  private static final FloatVector MINUS_LN_2_LOW = all(-ScalarMath.LN_2_LOW);
  private static final FloatVector E4 = all(ScalarMath.E4);
  private static final FloatVector E3 = all(ScalarMath.E3);
  private static final FloatVector E2 = all(ScalarMath.E2);
  private static final FloatVector E1 = all(ScalarMath.E1);
  private static final FloatVector E0 = all(ScalarMath.E0);
  private static final FloatVector T4 = all(ScalarMath.T4);
  private static final FloatVector T3 = all(ScalarMath.T3);
  private static final FloatVector T2 = all(ScalarMath.T2);
  private static final FloatVector T1 = all(ScalarMath.T1);
  private static final FloatVector T0 = all(ScalarMath.T0);
  private static final FloatVector ONE = all(1f);
  private static final FloatVector TWO = all(2f);
  private static final FloatVector HALF = all(0.5f);
  private static final FloatVector MINUS_TWO = all(-2f);
  private static final FloatVector LN_2_LOW = all(ScalarMath.LN_2_LOW);
  private static final FloatVector EXPM1_FLAT = all(ScalarMath.EXPM1_FLAT);
  private static final FloatVector LOG_COSH_NEAR = all(ScalarMath.LOG_COSH_NEAR);
  private static final FloatVector P7 = all(ScalarMath.P7);
  private static final FloatVector P6 = all(ScalarMath.P6);
  private static final FloatVector P5 = all(ScalarMath.P5);
  private static final FloatVector P4 = all(ScalarMath.P4);
  private static final FloatVector P3 = all(ScalarMath.P3);
  private static final FloatVector P2 = all(ScalarMath.P2);
  private static final FloatVector P1 = all(ScalarMath.P1);
  private static final FloatVector P0 = all(ScalarMath.P0);
  private static final FloatVector C5 = all(ScalarMath.C5);
  private static final FloatVector C4 = all(ScalarMath.C4);
  private static final FloatVector C3 = all(ScalarMath.C3);
  private static final FloatVector C2 = all(ScalarMath.C2);
  private static final FloatVector C1 = all(ScalarMath.C1);
  private static final FloatVector C0 = all(ScalarMath.C0);

  private VectorMath() {}

  static void exp(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      exp(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.exp(x[xAt + i]);
    }
  }

  /// The operations of [ScalarMath#log] stand in the loop: as a method of its own they are too
  /// large for the compiler to inline, and each vector would become an object.
  static void log(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorMask<Float> small = v.compare(VectorOperators.LT, ScalarMath.NORMAL_MIN);
      FloatVector scaled = v.blend(v.mul(ScalarMath.SUBNORMAL_SCALE), small);
      IntVector offset = scaled.reinterpretAsInts().sub(ScalarMath.ROOT_HALF_BITS);
      FloatVector shift = ZERO.blend(Float.intBitsToFloat(ScalarMath.SUBNORMAL_SHIFT), small);
      IntVector exponent = offset.lanewise(VectorOperators.ASHR, 23).sub(shift.reinterpretAsInts());
      FloatVector e =
          exponent.add(ScalarMath.ROUNDER_BITS).reinterpretAsFloats().sub(ScalarMath.ROUNDER);
      FloatVector f =
          offset
              .and(ScalarMath.MANTISSA_MASK)
              .add(ScalarMath.ROOT_HALF_BITS)
              .reinterpretAsFloats()
              .sub(1f);
      FloatVector q = L8.fma(f, L7);
      q = q.fma(f, L6);
      q = q.fma(f, L5);
      q = q.fma(f, L4);
      q = q.fma(f, L3);
      q = q.fma(f, L2);
      q = q.fma(f, L1);
      q = q.fma(f, L0);
      FloatVector square = f.mul(f);
      FloatVector s = square.mul(f).fma(q, e.mul(ScalarMath.LN_2_LOW));
      s = MINUS_HALF.fma(square, s);
      FloatVector result = e.fma(LN_2_HIGH, f.add(s));
      result = v.blend(result, v.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
      FloatVector edge = NAN.blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f));
      edge.blend(result, v.compare(VectorOperators.GT, 0f)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.log(x[xAt + i]);
    }
  }

  static void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      tanh(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.tanh(x[xAt + i]);
    }
  }

  static void sigmoid(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      sigmoid(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.sigmoid(x[xAt + i]);
    }
  }

  static void erf(float[] x, int xAt, float[] y, int yAt, int length) {
    // More than the compiler takes into one loop: vectors would be objects.
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.erf(x[xAt + i]);
    }
  }

  static void logCosh(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector a = magnitude(FloatVector.fromArray(SPECIES, x, xAt + i));
      FloatVector z = a.mul(a);
      FloatVector q = C5.fma(z, C4);
      q = q.fma(z, C3);
      q = q.fma(z, C2);
      q = q.fma(z, C1);
      q = q.fma(z, C0);
      FloatVector far = a.sub(LN_2_HIGH).add(log1p(exp(a.mul(MINUS_TWO))));
      far.blend(q.mul(z), a.compare(VectorOperators.LT, LOG_COSH_NEAR)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.logCosh(x[xAt + i]);
    }
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector t = x.blend(ScalarMath.EXP_MAX, x.compare(VectorOperators.GT, ScalarMath.EXP_MAX));
    t = t.blend(ScalarMath.EXP_MIN, t.compare(VectorOperators.LT, ScalarMath.EXP_MIN));
    FloatVector shifted = t.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ScalarMath.ROUNDER);
    FloatVector r = n.fma(MINUS_LN_2_HIGH, t);
    r = n.fma(MINUS_LN_2_LOW, r);
    FloatVector q = E4.fma(r, E3);
    q = q.fma(r, E2);
    q = q.fma(r, E1);
    q = q.fma(r, E0);
    FloatVector p = r.mul(r).fma(q, r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    IntVector rest = exponent.sub(half);
    FloatVector first = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector second = rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return p.mul(first).mul(second);
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector t = x.blend(EXPM1_FLAT, x.compare(VectorOperators.LT, EXPM1_FLAT));
    FloatVector shifted = t.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN_2_HIGH, t);
    r = n.fma(MINUS_LN_2_LOW, r);
    FloatVector q = E4.fma(r, E3);
    q = q.fma(r, E2);
    q = q.fma(r, E1);
    q = q.fma(r, E0);
    FloatVector p = r.mul(r).fma(q, r);
    IntVector exponent = shifted.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS);
    FloatVector scale = exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return p.fma(scale, scale.sub(ONE));
  }

  static FloatVector log1p(FloatVector x) {
    VectorMask<Float> upper = x.compare(VectorOperators.GE, HALF);
    FloatVector f = x.blend(x.sub(ONE).mul(HALF), upper);
    FloatVector q = P7.fma(f, P6);
    q = q.fma(f, P5);
    q = q.fma(f, P4);
    q = q.fma(f, P3);
    q = q.fma(f, P2);
    q = q.fma(f, P1);
    q = q.fma(f, P0);
    FloatVector square = f.mul(f);
    FloatVector s = square.mul(f).fma(q, ZERO.blend(LN_2_LOW, upper));
    s = MINUS_HALF.fma(square, s);
    return ZERO.blend(LN_2_HIGH, upper).add(f.add(s));
  }

  static FloatVector magnitude(FloatVector x) {
    return x.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
  }

  static FloatVector minusMagnitude(FloatVector x) {
    return x.reinterpretAsInts().or(ScalarMath.SIGN_BIT).reinterpretAsFloats();
  }

  private static FloatVector tanh(FloatVector x) {
    IntVector sign = x.reinterpretAsInts().and(ScalarMath.SIGN_BIT);
    FloatVector a = x.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
    FloatVector z = a.mul(a);
    FloatVector q = T4.fma(z, T3);
    q = q.fma(z, T2);
    q = q.fma(z, T1);
    q = q.fma(z, T0);
    FloatVector near = q.mul(z).fma(a, a);
    FloatVector far = ONE.sub(TWO.div(exp(a.add(a)).add(1f)));
    FloatVector y = far.blend(near, a.compare(VectorOperators.LT, ScalarMath.TANH_SMALL));
    return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.reinterpretAsInts().or(ScalarMath.SIGN_BIT).reinterpretAsFloats());
    FloatVector top = ONE.blend(e, x.compare(VectorOperators.LT, 0f));
    return top.div(e.add(1f));
  }
}
