package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// What is computed row by row, on vectors. The exponentials run over all rows at once, so that
/// narrow rows are as fast as wide ones.
final class VectorRows {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int PARTIALS = ScalarRows.PARTIALS;

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private VectorRows() {}

  /// The 16 partial sums live in one or two vectors; lanes past the end of the row add 0, which
  /// changes no partial sum, since none is ever -0.
  static float sum(float[] x, int at, int length) {
    // A masked load across the end of an array is checked lane by lane, and not always without
    // making an object.
    boolean within = (length + PARTIALS - 1) / PARTIALS * PARTIALS <= x.length - at;
    if (LANES == PARTIALS && within) {
      return sum16(x, at, length);
    }
    return LANES == 8 && within ? sum8(x, at, length) : ScalarRows.sum(x, at, length);
  }

  private static float sum16(float[] x, int at, int length) {
    FloatVector s = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= length - PARTIALS; i += PARTIALS) {
      s = s.add(FloatVector.fromArray(SPECIES, x, at + i));
    }
    if (i < length) {
      s = s.add(FloatVector.fromArray(SPECIES, x, at + i, SPECIES.indexInRange(i, length)));
    }
    s = s.add(s.rearrange(BY_8));
    s = s.add(s.rearrange(BY_4));
    s = s.add(s.rearrange(BY_2));
    return s.add(s.rearrange(BY_1)).lane(0);
  }

  private static float sum8(float[] x, int at, int length) {
    FloatVector s = FloatVector.zero(SPECIES);
    FloatVector t = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= length - PARTIALS; i += PARTIALS) {
      s = s.add(FloatVector.fromArray(SPECIES, x, at + i));
      t = t.add(FloatVector.fromArray(SPECIES, x, at + i + LANES));
    }
    if (i < length) {
      s = s.add(FloatVector.fromArray(SPECIES, x, at + i, SPECIES.indexInRange(i, length)));
    }
    i += LANES;
    if (i < length) {
      t = t.add(FloatVector.fromArray(SPECIES, x, at + i, SPECIES.indexInRange(i, length)));
    }
    s = s.add(t);
    s = s.add(s.rearrange(BY_4));
    s = s.add(s.rearrange(BY_2));
    return s.add(s.rearrange(BY_1)).lane(0);
  }

  static void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      float max = max(x, xAt + r * width, width);
      subtract(x, xAt + r * width, max, y, yAt + r * width, width);
    }
    VectorMath.exp(y, yAt, y, yAt, rows * width);
    for (int r = 0; r < rows; r++) {
      divide(y, yAt + r * width, sum(y, yAt + r * width, width), width);
    }
  }

  /// `y` holds the exponentials until their sum is known.
  static void logSoftmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * width;
      int to = yAt + r * width;
      float max = max(x, from, width);
      subtract(x, from, max, y, to, width);
      VectorMath.exp(y, to, y, to, width);
      float log = ScalarMath.log(sum(y, to, width));
      subtract(x, from, max, y, to, width);
      subtract(y, to, log, y, to, width);
    }
  }

  /// `loss` holds the score of the class until the sum of its row is known.
  static void softmaxCrossEntropy(
      float[] x,
      int xAt,
      float[] classes,
      int classesAt,
      float[] dx,
      int dxAt,
      float[] loss,
      int lossAt,
      int rows,
      int width) {
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * width;
      float max = max(x, from, width);
      loss[lossAt + r] = x[from + (int) classes[classesAt + r]] - max;
      subtract(x, from, max, dx, dxAt + r * width, width);
    }
    VectorMath.exp(dx, dxAt, dx, dxAt, rows * width);
    for (int r = 0; r < rows; r++) {
      int to = dxAt + r * width;
      float sum = sum(dx, to, width);
      divide(dx, to, sum, width);
      dx[to + (int) classes[classesAt + r]] -= 1f;
      loss[lossAt + r] = ScalarMath.log(sum) - loss[lossAt + r];
    }
  }

  /// Zeros of either sign may be told apart differently than in the scalar twin; no result depends
  /// on it, since exp(±0) is 1 and log(sum) is never -0.
  private static float max(float[] x, int at, int length) {
    float max = Float.NEGATIVE_INFINITY;
    int i = 0;
    if (length >= LANES) {
      FloatVector m = FloatVector.broadcast(SPECIES, max);
      for (; i <= length - LANES; i += LANES) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, at + i);
        m = m.blend(v, v.compare(VectorOperators.GT, m));
      }
      max = m.reduceLanes(VectorOperators.MAX);
    }
    for (; i < length; i++) {
      float value = x[at + i];
      max = value > max ? value : max;
    }
    return max;
  }

  private static void subtract(float[] x, int xAt, float max, float[] y, int yAt, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + i).sub(max).intoArray(y, yAt + i);
    }
    for (; i < length; i++) {
      y[yAt + i] = x[xAt + i] - max;
    }
  }

  private static void divide(float[] y, int at, float sum, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, y, at + i).div(sum).intoArray(y, at + i);
    }
    for (; i < length; i++) {
      y[at + i] /= sum;
    }
  }

  /// Lane l takes what lane l + distance held.
  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + distance) & (LANES - 1));
  }
}
