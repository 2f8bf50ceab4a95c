package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Gradients that need an exponential, block by block as [VectorCurves].
final class VectorSlopes {

  enum Slope {
    SOFTPLUS,
    GELU,
    GELU_TANH,
    SILU
  }

  private static final VectorSpecies<Float> SPECIES = VectorCurves.SPECIES;
  private static final int LANES = SPECIES.length();

  private static final FloatVector ZERO = broadcast(SPECIES, 0f);
  private static final FloatVector ONE = broadcast(SPECIES, 1f);
  private static final FloatVector FLAT = broadcast(SPECIES, ScalarActivations.FLAT_FROM);
  private static final FloatVector MINUS_FLAT = broadcast(SPECIES, -ScalarActivations.FLAT_FROM);
  private static final FloatVector NORMAL_PEAK = broadcast(SPECIES, ScalarActivations.NORMAL_PEAK);
  private static final FloatVector TANH_FIRST = broadcast(SPECIES, ScalarActivations.TANH_FIRST);
  private static final FloatVector TANH_SLOPE = broadcast(SPECIES, ScalarActivations.TANH_SLOPE);

  private VectorSlopes() {}

  /// `dx = dy · slope(x)`, x being the output of softplus and the input of the others. In place on
  /// dy allowed. Returns how many floats are done, as [VectorCurves#apply].
  static int apply(
      Slope slope, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    PassBuffers buffers = PassBuffers.ofThread();
    for (int from = 0; from < whole; from += PassBuffers.BLOCK) {
      int count = Math.min(PassBuffers.BLOCK, whole - from);
      switch (slope) {
        case SOFTPLUS -> softplus(buffers.first, x, xAt + from, count);
        case GELU -> gelu(buffers, x, xAt + from, count);
        case GELU_TANH -> geluTanh(buffers, x, xAt + from, count);
        case SILU -> silu(buffers.first, x, xAt + from, count);
      }
      multiply(dy, dyAt + from, buffers.first, dx, dxAt + from, count);
    }
    return whole;
  }

  private static void multiply(
      float[] dy, int dyAt, float[] slopes, float[] dx, int dxAt, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector g = fromArray(SPECIES, dy, dyAt + i);
      g.mul(fromArray(SPECIES, slopes, i)).intoArray(dx, dxAt + i);
    }
  }

  private static void softplus(float[] slopes, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += LANES) {
      fromArray(SPECIES, y, yAt + i).neg().intoArray(slopes, i);
    }
    VectorMath.expm1(slopes, count);
    for (int i = 0; i < count; i += LANES) {
      fromArray(SPECIES, slopes, i).neg().intoArray(slopes, i);
    }
  }

  private static void silu(float[] slopes, float[] x, int xAt, int count) {
    VectorMath.expOfMagnitude(-1f, x, xAt, slopes, count);
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector e = fromArray(SPECIES, slopes, i);
      FloatVector near = ONE.div(e.add(ONE));
      FloatVector far = e.mul(near);
      VectorMask<Float> negative = v.compare(LT, ZERO);
      FloatVector rest = ONE.add(v.mul(far.blend(near, negative)));
      near.blend(far, negative).mul(rest).intoArray(slopes, i);
    }
  }

  private static void gelu(PassBuffers buffers, float[] x, int xAt, int count) {
    VectorCurves.normal(buffers, x, xAt, count);
    float[] slopes = buffers.first;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.blend(FLAT, v.compare(GT, FLAT));
      a = a.blend(MINUS_FLAT, a.compare(LT, MINUS_FLAT));
      FloatVector density = fromArray(SPECIES, slopes, i).mul(NORMAL_PEAK);
      fromArray(SPECIES, buffers.second, i).add(a.mul(density)).intoArray(slopes, i);
    }
  }

  private static void geluTanh(PassBuffers buffers, float[] x, int xAt, int count) {
    VectorCurves.geluScore(buffers, x, xAt, count);
    float[] slopes = buffers.first;
    for (int i = 0; i < count; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xAt + i);
      FloatVector a = v.blend(FLAT, v.compare(GT, FLAT));
      a = a.blend(MINUS_FLAT, a.compare(LT, MINUS_FLAT));
      FloatVector e = fromArray(SPECIES, slopes, i);
      FloatVector near = ONE.div(e.add(ONE));
      FloatVector far = e.mul(near);
      VectorMask<Float> negative = fromArray(SPECIES, buffers.second, i).compare(LT, ZERO);
      FloatVector inner = TANH_FIRST.add(TANH_SLOPE.mul(a.mul(a)));
      FloatVector p = near.blend(far, negative);
      p.add(a.mul(far.mul(near)).mul(inner)).intoArray(slopes, i);
    }
  }
}
