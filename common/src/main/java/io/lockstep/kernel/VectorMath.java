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
      FloatVector shift = all(0f).blend(Float.intBitsToFloat(ScalarMath.SUBNORMAL_SHIFT), small);
      IntVector exponent = offset.lanewise(VectorOperators.ASHR, 23).sub(shift.reinterpretAsInts());
      FloatVector e =
          exponent.add(ScalarMath.ROUNDER_BITS).reinterpretAsFloats().sub(ScalarMath.ROUNDER);
      FloatVector f =
          offset
              .and(ScalarMath.MANTISSA_MASK)
              .add(ScalarMath.ROOT_HALF_BITS)
              .reinterpretAsFloats()
              .sub(1f);
      FloatVector q = all(ScalarMath.L8).fma(f, all(ScalarMath.L7));
      q = q.fma(f, all(ScalarMath.L6));
      q = q.fma(f, all(ScalarMath.L5));
      q = q.fma(f, all(ScalarMath.L4));
      q = q.fma(f, all(ScalarMath.L3));
      q = q.fma(f, all(ScalarMath.L2));
      q = q.fma(f, all(ScalarMath.L1));
      q = q.fma(f, all(ScalarMath.L0));
      FloatVector square = f.mul(f);
      FloatVector s = square.mul(f).fma(q, e.mul(ScalarMath.LN_2_LOW));
      s = all(-0.5f).fma(square, s);
      FloatVector result = e.fma(all(ScalarMath.LN_2_HIGH), f.add(s));
      result = v.blend(result, v.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
      FloatVector edge =
          all(Float.NaN).blend(Float.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, 0f));
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

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static FloatVector exp(FloatVector x) {
    FloatVector t = x.blend(ScalarMath.EXP_MAX, x.compare(VectorOperators.GT, ScalarMath.EXP_MAX));
    t = t.blend(ScalarMath.EXP_MIN, t.compare(VectorOperators.LT, ScalarMath.EXP_MIN));
    FloatVector shifted = t.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
    FloatVector n = shifted.sub(ScalarMath.ROUNDER);
    FloatVector r = n.fma(all(-ScalarMath.LN_2_HIGH), t);
    r = n.fma(all(-ScalarMath.LN_2_LOW), r);
    FloatVector q = all(ScalarMath.E4).fma(r, all(ScalarMath.E3));
    q = q.fma(r, all(ScalarMath.E2));
    q = q.fma(r, all(ScalarMath.E1));
    q = q.fma(r, all(ScalarMath.E0));
    FloatVector p = r.mul(r).fma(q, r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    IntVector rest = exponent.sub(half);
    FloatVector first = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector second = rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return p.mul(first).mul(second);
  }

  private static FloatVector tanh(FloatVector x) {
    IntVector sign = x.reinterpretAsInts().and(ScalarMath.SIGN_BIT);
    FloatVector a = x.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
    FloatVector z = a.mul(a);
    FloatVector q = all(ScalarMath.T4).fma(z, all(ScalarMath.T3));
    q = q.fma(z, all(ScalarMath.T2));
    q = q.fma(z, all(ScalarMath.T1));
    q = q.fma(z, all(ScalarMath.T0));
    FloatVector near = q.mul(z).fma(a, a);
    FloatVector far = all(1f).sub(all(2f).div(exp(a.add(a)).add(1f)));
    FloatVector y = far.blend(near, a.compare(VectorOperators.LT, ScalarMath.TANH_SMALL));
    return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  private static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.reinterpretAsInts().or(ScalarMath.SIGN_BIT).reinterpretAsFloats());
    FloatVector top = all(1f).blend(e, x.compare(VectorOperators.LT, 0f));
    return top.div(e.add(1f));
  }
}
