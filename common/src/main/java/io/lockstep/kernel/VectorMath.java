package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The functions of [ScalarMath] that others are made of, on whole vectors: the same operations in
/// the same order, and so the same bits. In place is allowed.
///
/// All operations of a function stand in its loop, and what needs several functions goes over a
/// block several times: a method of ours that takes or gives vectors is not inlined where much has
/// been inlined already, and each of its vectors becomes an object.
final class VectorMath {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // Constants as vectors: a broadcast in its place is expanded into much code.
  private static final FloatVector ZERO = broadcast(SPECIES, 0f);
  private static final FloatVector HALF = broadcast(SPECIES, 0.5f);
  private static final FloatVector MINUS_HALF = broadcast(SPECIES, -0.5f);
  private static final FloatVector ONE = broadcast(SPECIES, 1f);
  private static final FloatVector NAN = broadcast(SPECIES, Float.NaN);
  private static final FloatVector LOG2_E = broadcast(SPECIES, ScalarMath.LOG2_E);
  private static final FloatVector ROUNDER = broadcast(SPECIES, ScalarMath.ROUNDER);
  private static final IntVector ROUNDER_BITS = IntVector.broadcast(INTS, ScalarMath.ROUNDER_BITS);
  private static final IntVector MAGNITUDE = IntVector.broadcast(INTS, ~ScalarMath.SIGN_BIT);
  private static final IntVector BIAS = IntVector.broadcast(INTS, 127);
  private static final FloatVector LN_2_HIGH = broadcast(SPECIES, ScalarMath.LN_2_HIGH);
  private static final FloatVector LN_2_LOW = broadcast(SPECIES, ScalarMath.LN_2_LOW);
  private static final FloatVector MINUS_LN_2_HIGH = broadcast(SPECIES, -ScalarMath.LN_2_HIGH);
  private static final FloatVector MINUS_LN_2_LOW = broadcast(SPECIES, -ScalarMath.LN_2_LOW);
  private static final FloatVector EXPM1_FLAT = broadcast(SPECIES, ScalarMath.EXPM1_FLAT);
  private static final FloatVector E4 = broadcast(SPECIES, ScalarMath.E4);
  private static final FloatVector E3 = broadcast(SPECIES, ScalarMath.E3);
  private static final FloatVector E2 = broadcast(SPECIES, ScalarMath.E2);
  private static final FloatVector E1 = broadcast(SPECIES, ScalarMath.E1);
  private static final FloatVector E0 = broadcast(SPECIES, ScalarMath.E0);
  private static final FloatVector L8 = broadcast(SPECIES, ScalarMath.L8);
  private static final FloatVector L7 = broadcast(SPECIES, ScalarMath.L7);
  private static final FloatVector L6 = broadcast(SPECIES, ScalarMath.L6);
  private static final FloatVector L5 = broadcast(SPECIES, ScalarMath.L5);
  private static final FloatVector L4 = broadcast(SPECIES, ScalarMath.L4);
  private static final FloatVector L3 = broadcast(SPECIES, ScalarMath.L3);
  private static final FloatVector L2 = broadcast(SPECIES, ScalarMath.L2);
  private static final FloatVector L1 = broadcast(SPECIES, ScalarMath.L1);
  private static final FloatVector L0 = broadcast(SPECIES, ScalarMath.L0);
  private static final FloatVector P7 = broadcast(SPECIES, ScalarMath.P7);
  private static final FloatVector P6 = broadcast(SPECIES, ScalarMath.P6);
  private static final FloatVector P5 = broadcast(SPECIES, ScalarMath.P5);
  private static final FloatVector P4 = broadcast(SPECIES, ScalarMath.P4);
  private static final FloatVector P3 = broadcast(SPECIES, ScalarMath.P3);
  private static final FloatVector P2 = broadcast(SPECIES, ScalarMath.P2);
  private static final FloatVector P1 = broadcast(SPECIES, ScalarMath.P1);
  private static final FloatVector P0 = broadcast(SPECIES, ScalarMath.P0);
  private static final FloatVector A5 = broadcast(SPECIES, ScalarMath.A5);
  private static final FloatVector A4 = broadcast(SPECIES, ScalarMath.A4);
  private static final FloatVector A3 = broadcast(SPECIES, ScalarMath.A3);
  private static final FloatVector A2 = broadcast(SPECIES, ScalarMath.A2);
  private static final FloatVector A1 = broadcast(SPECIES, ScalarMath.A1);
  private static final FloatVector A0 = broadcast(SPECIES, ScalarMath.A0);
  private static final FloatVector B8 = broadcast(SPECIES, ScalarMath.B8);
  private static final FloatVector B7 = broadcast(SPECIES, ScalarMath.B7);
  private static final FloatVector B6 = broadcast(SPECIES, ScalarMath.B6);
  private static final FloatVector B5 = broadcast(SPECIES, ScalarMath.B5);
  private static final FloatVector B4 = broadcast(SPECIES, ScalarMath.B4);
  private static final FloatVector B3 = broadcast(SPECIES, ScalarMath.B3);
  private static final FloatVector B2 = broadcast(SPECIES, ScalarMath.B2);
  private static final FloatVector B1 = broadcast(SPECIES, ScalarMath.B1);
  private static final FloatVector B0 = broadcast(SPECIES, ScalarMath.B0);

  private VectorMath() {}

  static void exp(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector t = v.blend(ScalarMath.EXP_MAX, v.compare(GT, ScalarMath.EXP_MAX));
      t = t.blend(ScalarMath.EXP_MIN, t.compare(LT, ScalarMath.EXP_MIN));
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
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector rest = exponent.sub(half);
      FloatVector first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector second = rest.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      p.mul(first).mul(second).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.exp(x[xAt + i]);
    }
  }

  /// `y = exp(factor·|x|)` of whole vectors, factor being a power of 2, so that the product is
  /// exact. It is [#exp] once more, since a pass over the numbers for their magnitudes would take a
  /// fifth as long as that.
  static void expOfMagnitude(float factor, float[] x, int xAt, float[] y, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector a =
          fromArray(SPECIES, x, xAt + i).reinterpretAsInts().and(MAGNITUDE).reinterpretAsFloats();
      FloatVector v = a.mul(factor);
      FloatVector t = v.blend(ScalarMath.EXP_MAX, v.compare(GT, ScalarMath.EXP_MAX));
      t = t.blend(ScalarMath.EXP_MIN, t.compare(LT, ScalarMath.EXP_MIN));
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
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector rest = exponent.sub(half);
      FloatVector first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector second = rest.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      p.mul(first).mul(second).intoArray(y, i);
    }
  }

  static void log(float[] x, int xAt, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      VectorMask<Float> small = v.compare(LT, ScalarMath.NORMAL_MIN);
      FloatVector scaled = v.blend(v.mul(ScalarMath.SUBNORMAL_SCALE), small);
      IntVector offset = scaled.reinterpretAsInts().sub(ScalarMath.ROOT_HALF_BITS);
      FloatVector shift = ZERO.blend(Float.intBitsToFloat(ScalarMath.SUBNORMAL_SHIFT), small);
      IntVector exponent = offset.lanewise(ASHR, 23).sub(shift.reinterpretAsInts());
      FloatVector e = exponent.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
      FloatVector f =
          offset
              .and(ScalarMath.MANTISSA_MASK)
              .add(ScalarMath.ROOT_HALF_BITS)
              .reinterpretAsFloats()
              .sub(ONE);
      FloatVector q = L8.fma(f, L7);
      q = q.fma(f, L6);
      q = q.fma(f, L5);
      q = q.fma(f, L4);
      q = q.fma(f, L3);
      q = q.fma(f, L2);
      q = q.fma(f, L1);
      q = q.fma(f, L0);
      FloatVector square = f.mul(f);
      FloatVector s = square.mul(f).fma(q, e.mul(LN_2_LOW));
      s = MINUS_HALF.fma(square, s);
      FloatVector result = e.fma(LN_2_HIGH, f.add(s));
      result = v.blend(result, v.compare(LT, Float.POSITIVE_INFINITY));
      FloatVector edge = NAN.blend(Float.NEGATIVE_INFINITY, v.compare(EQ, ZERO));
      edge.blend(result, v.compare(GT, ZERO)).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = ScalarMath.log(x[xAt + i]);
    }
  }

  /// Of x and below of whole vectors only.
  static void expm1(float[] x, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, i);
      FloatVector t = v.blend(EXPM1_FLAT, v.compare(LT, EXPM1_FLAT));
      FloatVector shifted = t.fma(LOG2_E, ROUNDER);
      FloatVector n = shifted.sub(ROUNDER);
      FloatVector r = n.fma(MINUS_LN_2_HIGH, t);
      r = n.fma(MINUS_LN_2_LOW, r);
      FloatVector q = E4.fma(r, E3);
      q = q.fma(r, E2);
      q = q.fma(r, E1);
      q = q.fma(r, E0);
      FloatVector p = r.mul(r).fma(q, r);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
      FloatVector scale = exponent.add(BIAS).lanewise(LSHL, 23).reinterpretAsFloats();
      p.fma(scale, scale.sub(ONE)).intoArray(x, i);
    }
  }

  static void log1p(float[] x, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, i);
      VectorMask<Float> upper = v.compare(GE, HALF);
      FloatVector f = v.blend(v.sub(ONE).mul(HALF), upper);
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
      ZERO.blend(LN_2_HIGH, upper).add(f.add(s)).intoArray(x, i);
    }
  }

  static void erfNear(float[] x, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, i);
      FloatVector z = v.mul(v);
      FloatVector q = A5.fma(z, A4);
      q = q.fma(z, A3);
      q = q.fma(z, A2);
      q = q.fma(z, A1);
      q = q.fma(z, A0);
      q.fma(v, v).intoArray(x, i);
    }
  }

  static void erfcScaled(float[] t, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector v = ONE.div(HALF.fma(fromArray(SPECIES, t, i), ONE));
      FloatVector q = B8.fma(v, B7);
      q = q.fma(v, B6);
      q = q.fma(v, B5);
      q = q.fma(v, B4);
      q = q.fma(v, B3);
      q = q.fma(v, B2);
      q = q.fma(v, B1);
      q = q.fma(v, B0);
      q.mul(v).intoArray(t, i);
    }
  }
}
