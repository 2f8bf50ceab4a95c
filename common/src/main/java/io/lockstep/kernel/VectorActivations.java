package io.lockstep.kernel;

import static io.lockstep.kernel.ScalarMath.SIGN_BIT;
import static jdk.incubator.vector.FloatVector.broadcast;

import io.lockstep.kernel.VectorCurves.Curve;
import io.lockstep.kernel.VectorSlopes.Slope;
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
  private static final FloatVector ZERO = broadcast(SPECIES, 0f);
  private static final FloatVector ONE = broadcast(SPECIES, 1f);
  private static final FloatVector MINUS_ONE = broadcast(SPECIES, -1f);
  private static final FloatVector THREE = broadcast(SPECIES, 3f);
  private static final FloatVector SIX = broadcast(SPECIES, 6f);

  private VectorActivations() {}

  @Override
  public void elu(float scale, float below, float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.elu(scale, below, x, xAt, y, yAt, length);
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
    int whole = VectorCurves.apply(Curve.SOFTPLUS, x, xAt, y, yAt, length);
    SCALAR.softplus(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void softplusGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = VectorSlopes.apply(Slope.SOFTPLUS, y, yAt, dy, dyAt, dx, dxAt, length);
    SCALAR.softplusGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void softsign(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.div(v.reinterpretAsInts().and(~SIGN_BIT).reinterpretAsFloats().add(ONE))
          .intoArray(y, yAt + i);
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
      FloatVector rest = ONE.sub(v.reinterpretAsInts().and(~SIGN_BIT).reinterpretAsFloats());
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
    int whole = VectorCurves.apply(Curve.GELU, x, xAt, y, yAt, length);
    SCALAR.gelu(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = VectorSlopes.apply(Slope.GELU, x, xAt, dy, dyAt, dx, dxAt, length);
    SCALAR.geluGradient(x, xAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void geluTanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.GELU_TANH, x, xAt, y, yAt, length);
    SCALAR.geluTanh(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void geluTanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = VectorSlopes.apply(Slope.GELU_TANH, x, xAt, dy, dyAt, dx, dxAt, length);
    SCALAR.geluTanhGradient(x, xAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  @Override
  public void silu(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.SILU, x, xAt, y, yAt, length);
    SCALAR.silu(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void siluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = VectorSlopes.apply(Slope.SILU, x, xAt, dy, dyAt, dx, dxAt, length);
    SCALAR.siluGradient(x, xAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }
}
