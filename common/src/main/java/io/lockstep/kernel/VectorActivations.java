package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [ScalarActivations] on whole vectors: the same operations in the same order. The
/// rest of a slice goes as the scalar twin does it.
final class VectorActivations implements Activations {

  static final VectorActivations INSTANCE = new VectorActivations();

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final Activations SCALAR = ScalarActivations.INSTANCE;

  // Constants as vectors, as in VectorMath.
  private static final FloatVector ZERO = all(0f);
  private static final FloatVector ONE = all(1f);
  private static final FloatVector MINUS_ONE = all(-1f);
  private static final FloatVector THREE = all(3f);
  private static final FloatVector SIX = all(6f);
  private static final FloatVector FLAT = all(ScalarActivations.FLAT_FROM);
  private static final FloatVector MINUS_FLAT = all(-ScalarActivations.FLAT_FROM);
  private static final FloatVector TANH_FIRST = all(ScalarActivations.TANH_FIRST);
  private static final FloatVector TANH_THIRD = all(ScalarActivations.TANH_THIRD);
  private static final FloatVector TANH_SLOPE = all(ScalarActivations.TANH_SLOPE);

  private VectorActivations() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  @Override
  public void elu(float scale, float below, float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector rest = VectorMath.expm1(v).mul(below);
      rest.blend(v.mul(scale), v.compare(VectorOperators.GT, ZERO)).intoArray(y, yAt + i);
    }
    SCALAR.elu(scale, below, x, xAt + whole, y, yAt + whole, length - whole);
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
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector slope = v.add(below).blend(scale, v.compare(VectorOperators.GT, ZERO));
      g.mul(slope).intoArray(dx, dxAt + i);
    }
    SCALAR.eluGradient(
        scale, below, y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void softplus(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector rest = VectorMath.log1p(VectorMath.exp(VectorMath.minusMagnitude(v)));
      v.blend(ZERO, v.compare(VectorOperators.LT, ZERO)).add(rest).intoArray(y, yAt + i);
    }
    SCALAR.softplus(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void softplusGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      g.mul(VectorMath.expm1(v.neg()).neg()).intoArray(dx, dxAt + i);
    }
    SCALAR.softplusGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void softsign(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.div(VectorMath.magnitude(v).add(ONE)).intoArray(y, yAt + i);
    }
    SCALAR.softsign(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void softsignGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector rest = ONE.sub(VectorMath.magnitude(v));
      g.mul(rest.mul(rest)).intoArray(dx, dxAt + i);
    }
    SCALAR.softsignGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void hardSigmoid(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector t = v.add(THREE);
      t = t.blend(ZERO, t.compare(VectorOperators.LT, ZERO));
      t.blend(SIX, t.compare(VectorOperators.GT, SIX)).div(SIX).intoArray(y, yAt + i);
    }
    SCALAR.hardSigmoid(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void hardSigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      VectorMask<Float> open = v.compare(VectorOperators.GT, ZERO);
      open = open.and(v.compare(VectorOperators.LT, ONE));
      ZERO.blend(g.div(SIX), open).intoArray(dx, dxAt + i);
    }
    SCALAR.hardSigmoidGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void hardTanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector t = v.blend(MINUS_ONE, v.compare(VectorOperators.LT, MINUS_ONE));
      t.blend(ONE, t.compare(VectorOperators.GT, ONE)).intoArray(y, yAt + i);
    }
    SCALAR.hardTanh(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void hardTanhGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      VectorMask<Float> open = v.compare(VectorOperators.GT, MINUS_ONE);
      open = open.and(v.compare(VectorOperators.LT, ONE));
      ZERO.blend(g, open).intoArray(dx, dxAt + i);
    }
    SCALAR.hardTanhGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int length) {
    // More than the compiler takes into one loop: vectors would be objects.
    SCALAR.gelu(x, xAt, y, yAt, length);
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    SCALAR.geluGradient(x, xAt, dy, dyAt, dx, dxAt, length);
  }

  @Override
  public void geluTanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector a = flat(v);
      FloatVector s = a.mul(TANH_FIRST.add(TANH_THIRD.mul(a.mul(a))));
      v.mul(VectorMath.sigmoid(s)).intoArray(y, yAt + i);
    }
    SCALAR.geluTanh(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void geluTanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector a = flat(v);
      FloatVector square = a.mul(a);
      FloatVector s = a.mul(TANH_FIRST.add(TANH_THIRD.mul(square)));
      FloatVector e = VectorMath.exp(VectorMath.minusMagnitude(s));
      FloatVector near = ONE.div(e.add(ONE));
      FloatVector far = e.mul(near);
      FloatVector p = near.blend(far, s.compare(VectorOperators.LT, ZERO));
      FloatVector inner = TANH_FIRST.add(TANH_SLOPE.mul(square));
      g.mul(p.add(a.mul(far.mul(near)).mul(inner))).intoArray(dx, dxAt + i);
    }
    SCALAR.geluTanhGradient(x, xAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void silu(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.mul(VectorMath.sigmoid(v)).intoArray(y, yAt + i);
    }
    SCALAR.silu(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void siluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector e = VectorMath.exp(VectorMath.minusMagnitude(v));
      FloatVector near = ONE.div(e.add(ONE));
      FloatVector far = e.mul(near);
      VectorMask<Float> negative = v.compare(VectorOperators.LT, ZERO);
      FloatVector slope = ONE.add(v.mul(far.blend(near, negative)));
      g.mul(near.blend(far, negative).mul(slope)).intoArray(dx, dxAt + i);
    }
    SCALAR.siluGradient(x, xAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  private static FloatVector flat(FloatVector x) {
    FloatVector a = x.blend(FLAT, x.compare(VectorOperators.GT, FLAT));
    return a.blend(MINUS_FLAT, a.compare(VectorOperators.LT, MINUS_FLAT));
  }
}
