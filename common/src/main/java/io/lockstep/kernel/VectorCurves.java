package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Functions that need an exponential, block by block: a few loops over numbers that are still in
/// the nearest cache, each small enough to be compiled whole wherever it is called. The operations
/// are those of [ScalarMath] and [ScalarActivations], in their order. Of a slice only whole vectors
/// are done; how many floats these are is returned.
final class VectorCurves {

  enum Curve {
    TANH,
    SIGMOID,
    ERF,
    LOG_COSH,
    SOFTPLUS,
    GELU,
    GELU_TANH,
    SILU
  }

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final FloatVector ZERO = broadcast(SPECIES, 0f);
  private static final FloatVector HALF = broadcast(SPECIES, 0.5f);
  private static final FloatVector ONE = broadcast(SPECIES, 1f);
  private static final FloatVector TWO = broadcast(SPECIES, 2f);
  private static final FloatVector MINUS_HALF = broadcast(SPECIES, -0.5f);
  private static final FloatVector LN_2_HIGH = broadcast(SPECIES, ScalarMath.LN_2_HIGH);
  private static final FloatVector TANH_SMALL = broadcast(SPECIES, ScalarMath.TANH_SMALL);
  private static final FloatVector T4 = broadcast(SPECIES, ScalarMath.T4);
  private static final FloatVector T3 = broadcast(SPECIES, ScalarMath.T3);
  private static final FloatVector T2 = broadcast(SPECIES, ScalarMath.T2);
  private static final FloatVector T1 = broadcast(SPECIES, ScalarMath.T1);
  private static final FloatVector T0 = broadcast(SPECIES, ScalarMath.T0);
  private static final FloatVector LOG_COSH_NEAR = broadcast(SPECIES, ScalarMath.LOG_COSH_NEAR);
  private static final FloatVector C5 = broadcast(SPECIES, ScalarMath.C5);
  private static final FloatVector C4 = broadcast(SPECIES, ScalarMath.C4);
  private static final FloatVector C3 = broadcast(SPECIES, ScalarMath.C3);
  private static final FloatVector C2 = broadcast(SPECIES, ScalarMath.C2);
  private static final FloatVector C1 = broadcast(SPECIES, ScalarMath.C1);
  private static final FloatVector C0 = broadcast(SPECIES, ScalarMath.C0);
  private static final FloatVector ERF_NEAR = broadcast(SPECIES, ScalarMath.ERF_NEAR);
  private static final FloatVector ERF_FLAT = broadcast(SPECIES, ScalarMath.ERF_FLAT);
  private static final FloatVector FLAT = broadcast(SPECIES, ScalarActivations.FLAT_FROM);
  private static final FloatVector MINUS_FLAT = broadcast(SPECIES, -ScalarActivations.FLAT_FROM);
  private static final FloatVector ROOT_HALF = broadcast(SPECIES, ScalarActivations.ROOT_HALF);
  private static final FloatVector TANH_FIRST = broadcast(SPECIES, ScalarActivations.TANH_FIRST);
  private static final FloatVector TANH_THIRD = broadcast(SPECIES, ScalarActivations.TANH_THIRD);

  private VectorCurves() {}

  /// `y = curve(x)`. In place allowed.
  static int apply(Curve curve, float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    PassBuffers buffers = PassBuffers.ofThread();
    for (int from = 0; from < whole; from += PassBuffers.BLOCK) {
      int count = Math.min(PassBuffers.BLOCK, whole - from);
      switch (curve) {
        case TANH -> tanh(buffers, x, xAt + from, y, yAt + from, count);
        case SIGMOID -> sigmoid(buffers, x, xAt + from, y, yAt + from, count);
        case ERF -> erf(buffers, x, xAt + from, y, yAt + from, count);
        case LOG_COSH -> logCosh(buffers, x, xAt + from, y, yAt + from, count);
        case SOFTPLUS -> softplus(buffers, x, xAt + from, y, yAt + from, count);
        case GELU -> gelu(buffers, x, xAt + from, y, yAt + from, count);
        case GELU_TANH -> geluTanh(buffers, x, xAt + from, y, yAt + from, count);
        case SILU -> silu(buffers, x, xAt + from, y, yAt + from, count);
      }
    }
    return whole;
  }

  static int elu(float scale, float below, float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    float[] rest = PassBuffers.ofThread().first;
    for (int from = 0; from < whole; from += PassBuffers.BLOCK) {
      int count = Math.min(PassBuffers.BLOCK, whole - from);
      System.arraycopy(x, xAt + from, rest, 0, count);
      VectorMath.expm1(rest, count);
      for (int i = 0; i < count; i += LANES) {
        FloatVector v = fromArray(SPECIES, x, xAt + from + i);
        FloatVector low = fromArray(SPECIES, rest, i).mul(below);
        low.blend(v.mul(scale), v.compare(GT, ZERO)).intoArray(y, yAt + from + i);
      }
    }
    return whole;
  }

  private static void tanh(PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] e = buffers.first;
    VectorMath.expOfMagnitude(2f, x, xAt, e, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      IntVector sign = v.reinterpretAsInts().and(ScalarMath.SIGN_BIT);
      FloatVector a = v.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
      FloatVector z = a.mul(a);
      FloatVector q = T4.fma(z, T3);
      q = q.fma(z, T2);
      q = q.fma(z, T1);
      q = q.fma(z, T0);
      FloatVector near = q.mul(z).fma(a, a);
      FloatVector far = ONE.sub(TWO.div(fromArray(SPECIES, e, i).add(ONE)));
      FloatVector t = far.blend(near, a.compare(LT, TANH_SMALL));
      t.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(y, yAt + i);
    }
  }

  private static void sigmoid(
      PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] e = buffers.first;
    VectorMath.expOfMagnitude(-1f, x, xAt, e, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector small = fromArray(SPECIES, e, i);
      FloatVector top = ONE.blend(small, fromArray(SPECIES, x, xAt + i).compare(LT, ZERO));
      top.div(small.add(ONE)).intoArray(y, yAt + i);
    }
  }

  private static void silu(PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] e = buffers.first;
    VectorMath.expOfMagnitude(-1f, x, xAt, e, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector small = fromArray(SPECIES, e, i);
      FloatVector top = ONE.blend(small, v.compare(LT, ZERO));
      v.mul(top.div(small.add(ONE))).intoArray(y, yAt + i);
    }
  }

  private static void logCosh(
      PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] rest = buffers.first;
    VectorMath.expOfMagnitude(-2f, x, xAt, rest, count);
    VectorMath.log1p(rest, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
      FloatVector z = a.mul(a);
      FloatVector q = C5.fma(z, C4);
      q = q.fma(z, C3);
      q = q.fma(z, C2);
      q = q.fma(z, C1);
      q = q.fma(z, C0);
      FloatVector far = a.sub(LN_2_HIGH).add(fromArray(SPECIES, rest, i));
      far.blend(q.mul(z), a.compare(LT, LOG_COSH_NEAR)).intoArray(y, yAt + i);
    }
  }

  private static void softplus(
      PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] rest = buffers.first;
    VectorMath.expOfMagnitude(-1f, x, xAt, rest, count);
    VectorMath.log1p(rest, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector high = v.blend(ZERO, v.compare(LT, ZERO));
      high.add(fromArray(SPECIES, rest, i)).intoArray(y, yAt + i);
    }
  }

  private static void erf(PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    float[] e = buffers.first;
    float[] scaled = buffers.second;
    float[] near = buffers.third;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
      FloatVector t = a.blend(ERF_FLAT, a.compare(GT, ERF_FLAT));
      a.intoArray(near, i);
      t.intoArray(scaled, i);
      t.mul(t).neg().intoArray(e, i);
    }
    VectorMath.exp(e, 0, e, 0, count);
    VectorMath.erfcScaled(scaled, count);
    VectorMath.erfNear(near, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      IntVector sign = v.reinterpretAsInts().and(ScalarMath.SIGN_BIT);
      FloatVector a = v.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
      FloatVector t = a.blend(ERF_FLAT, a.compare(GT, ERF_FLAT));
      FloatVector lost = t.fma(t, t.mul(t).neg());
      FloatVector bell = fromArray(SPECIES, e, i);
      bell = bell.fma(lost.neg(), bell);
      FloatVector far = ONE.sub(bell.mul(fromArray(SPECIES, scaled, i)));
      far = far.blend(fromArray(SPECIES, near, i), a.compare(LT, ERF_NEAR));
      far.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(y, yAt + i);
    }
  }

  private static void gelu(PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    normal(buffers, x, xAt, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector p = fromArray(SPECIES, buffers.second, i);
      fromArray(SPECIES, x, xAt + i).mul(p).intoArray(y, yAt + i);
    }
  }

  private static void geluTanh(
      PassBuffers buffers, float[] x, int xAt, float[] y, int yAt, int count) {
    geluScore(buffers, x, xAt, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector small = fromArray(SPECIES, buffers.first, i);
      FloatVector score = fromArray(SPECIES, buffers.second, i);
      FloatVector top = ONE.blend(small, score.compare(LT, ZERO));
      fromArray(SPECIES, x, xAt + i).mul(top.div(small.add(ONE))).intoArray(y, yAt + i);
    }
  }

  /// With a being x cut to where Φ is neither 0 nor 1: `exp(-a²/2)` in the first buffer, Φ in the
  /// second.
  static void normal(PassBuffers buffers, float[] x, int xAt, int count) {
    float[] bell = buffers.first;
    float[] scaled = buffers.second;
    float[] near = buffers.third;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.blend(FLAT, v.compare(GT, FLAT));
      a = a.blend(MINUS_FLAT, a.compare(LT, MINUS_FLAT));
      FloatVector z = a.mul(ROOT_HALF);
      z.intoArray(near, i);
      z.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats().intoArray(scaled, i);
      MINUS_HALF.mul(a.mul(a)).intoArray(bell, i);
    }
    VectorMath.exp(bell, 0, bell, 0, count);
    VectorMath.erfcScaled(scaled, count);
    VectorMath.erfNear(near, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.blend(FLAT, v.compare(GT, FLAT));
      a = a.blend(MINUS_FLAT, a.compare(LT, MINUS_FLAT));
      FloatVector z = a.mul(ROOT_HALF);
      FloatVector t = z.reinterpretAsInts().and(~ScalarMath.SIGN_BIT).reinterpretAsFloats();
      FloatVector lost = a.fma(a, a.mul(a).neg());
      FloatVector e = fromArray(SPECIES, bell, i);
      e = e.fma(MINUS_HALF.mul(lost), e);
      e.intoArray(bell, i);
      FloatVector tail = HALF.mul(e.mul(fromArray(SPECIES, scaled, i)));
      FloatVector far = ONE.sub(tail).blend(tail, a.compare(LT, ZERO));
      FloatVector middle = HALF.fma(fromArray(SPECIES, near, i), HALF);
      far.blend(middle, t.compare(LT, ERF_NEAR)).intoArray(scaled, i);
    }
  }

  /// The score whose sigmoid gelu-tanh takes in the second buffer, `exp` of minus its magnitude in
  /// the first.
  static void geluScore(PassBuffers buffers, float[] x, int xAt, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.blend(FLAT, v.compare(GT, FLAT));
      a = a.blend(MINUS_FLAT, a.compare(LT, MINUS_FLAT));
      FloatVector score = a.mul(TANH_FIRST.add(TANH_THIRD.mul(a.mul(a))));
      score.intoArray(buffers.second, i);
    }
    VectorMath.expOfMagnitude(-1f, buffers.second, 0, buffers.first, count);
  }
}
