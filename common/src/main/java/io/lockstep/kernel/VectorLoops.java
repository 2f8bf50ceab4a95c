package io.lockstep.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Elementwise loops: whole vectors first, then the rest as [ScalarKernels] does it. In place works
/// wherever the contract allows it, since each vector is read before it is written.
final class VectorLoops {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /// As many bytes as there are lanes; at least 8, there being no shorter vectors.
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * Math.max(8, LANES)));

  private static final Kernels SCALAR = ScalarKernels.INSTANCE;

  private VectorLoops() {}

  static void add(float[] left, int leftAt, float[] right, int rightAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector r = FloatVector.fromArray(SPECIES, right, rightAt + i);
      FloatVector.fromArray(SPECIES, left, leftAt + i).add(r).intoArray(left, leftAt + i);
    }
    SCALAR.add(left, leftAt + whole, right, rightAt + whole, length - whole);
  }

  static void scale(float factor, float[] x, int xAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + i).mul(factor).intoArray(x, xAt + i);
    }
    SCALAR.scale(factor, x, xAt + whole, length - whole);
  }

  static void scaleBytes(byte[] from, int fromAt, float factor, float[] to, int toAt, int length) {
    int whole = LANES >= BYTES.length() ? SPECIES.loopBound(length) : 0;
    for (int i = 0; i < whole; i += LANES) {
      ByteVector.fromArray(BYTES, from, fromAt + i)
          .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
          .convertShape(VectorOperators.I2F, SPECIES, 0)
          .reinterpretAsFloats()
          .mul(factor)
          .intoArray(to, toAt + i);
    }
    SCALAR.scaleBytes(from, fromAt + whole, factor, to, toAt + whole, length - whole);
  }

  static void relu(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yAt + i);
    }
    SCALAR.relu(x, xAt + whole, y, yAt + whole, length - whole);
  }

  static void reluGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      var open = FloatVector.fromArray(SPECIES, y, yAt + i).compare(VectorOperators.GT, 0f);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector.zero(SPECIES).blend(g, open).intoArray(dx, dxAt + i);
    }
    SCALAR.reluGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  static void leakyRelu(float slope, float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.mul(slope).blend(v, v.compare(VectorOperators.GT, 0f)).intoArray(y, yAt + i);
    }
    SCALAR.leakyRelu(slope, x, xAt + whole, y, yAt + whole, length - whole);
  }

  static void leakyReluGradient(
      float slope, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      var open = FloatVector.fromArray(SPECIES, y, yAt + i).compare(VectorOperators.GT, 0f);
      FloatVector g = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      g.mul(slope).blend(g, open).intoArray(dx, dxAt + i);
    }
    SCALAR.leakyReluGradient(
        slope, y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  static void tanhGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector slope = FloatVector.broadcast(SPECIES, 1f).sub(v.mul(v));
      FloatVector.fromArray(SPECIES, dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
    }
    SCALAR.tanhGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }

  static void sigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector slope = v.mul(FloatVector.broadcast(SPECIES, 1f).sub(v));
      FloatVector.fromArray(SPECIES, dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
    }
    SCALAR.sigmoidGradient(y, yAt + whole, dy, dyAt + whole, dx, dxAt + whole, length - whole);
  }
}
