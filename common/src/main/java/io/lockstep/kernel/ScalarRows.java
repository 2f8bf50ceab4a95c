package io.lockstep.kernel;

/// What is computed row by row: sums, softmax, cross-entropy; and the fingerprint.
final class ScalarRows {

  /// Partial sums of a row, whatever the width of the vectors.
  static final int PARTIALS = 16;

  /// All bits of a float but its sign.
  static final int SIGNLESS = 0x7fffffff;

  /// Those of infinity.
  static final int INFINITE = 0x7f800000;

  /// Chains of the fingerprint.
  static final int LANES = 64;

  static final int LANE_SEED = 0x9e3779b9;
  static final int LANE_FACTOR = 0x01000193;
  static final int LOW_FACTOR = 0x7feb352d;
  static final int HIGH_SEED = 0x5bd1e995;
  static final int HIGH_FACTOR = 0x846ca68b;
  private static final long TAIL_FACTOR = 0x9e3779b97f4a7c15L;

  private ScalarRows() {}

  static float sum(float[] x, int at, int length) {
    return node(x, at, length, 0, 1);
  }

  /// The tree 8+8, 4+4, 2+2, 1+1 read from its root: the last addition is of distance 1.
  private static float node(float[] x, int at, int length, int first, int distance) {
    if (distance == PARTIALS) {
      return partial(x, at, length, first);
    }
    return node(x, at, length, first, 2 * distance)
        + node(x, at, length, first + distance, 2 * distance);
  }

  private static float partial(float[] x, int at, int length, int first) {
    float sum = 0f;
    for (int i = first; i < length; i += PARTIALS) {
      sum += x[at + i];
    }
    return sum;
  }

  static float max(float[] x, int at, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      float value = x[at + i];
      max = value > max ? value : max;
    }
    return max;
  }

  static void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * width;
      int to = yAt + r * width;
      float max = max(x, from, width);
      for (int j = 0; j < width; j++) {
        y[to + j] = ScalarMath.exp(x[from + j] - max);
      }
      float sum = sum(y, to, width);
      for (int j = 0; j < width; j++) {
        y[to + j] /= sum;
      }
    }
  }

  /// `y` holds the exponentials until their sum is known.
  static void logSoftmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * width;
      int to = yAt + r * width;
      float max = max(x, from, width);
      for (int j = 0; j < width; j++) {
        y[to + j] = ScalarMath.exp(x[from + j] - max);
      }
      float log = ScalarMath.log(sum(y, to, width));
      for (int j = 0; j < width; j++) {
        y[to + j] = (x[from + j] - max) - log;
      }
    }
  }

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
      int to = dxAt + r * width;
      int target = (int) classes[classesAt + r];
      float max = max(x, from, width);
      float score = x[from + target] - max;
      for (int j = 0; j < width; j++) {
        dx[to + j] = ScalarMath.exp(x[from + j] - max);
      }
      float sum = sum(dx, to, width);
      for (int j = 0; j < width; j++) {
        dx[to + j] /= sum;
      }
      dx[to + target] -= 1f;
      loss[lossAt + r] = ScalarMath.log(sum) - score;
    }
  }

  static long fingerprint(float[] x, int at, int length) {
    int whole = length - length % LANES;
    int low = 0;
    int high = 0;
    for (int lane = 0; lane < LANES; lane++) {
      int h = (lane + 1) * LANE_SEED;
      for (int i = lane; i < whole; i += LANES) {
        h = (h ^ Float.floatToRawIntBits(x[at + i])) * LANE_FACTOR;
        h ^= h >>> 15;
      }
      low += mix(h, LOW_FACTOR);
      high += mix(h ^ HIGH_SEED, HIGH_FACTOR);
    }
    return finish(low, high, x, at, length);
  }

  /// Without its sign, the bits of a float grow with its size: infinity and NaN are above all
  /// others.
  static boolean isFinite(float[] x, int at, int length) {
    int largest = 0;
    for (int i = at; i < at + length; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(x[i]) & SIGNLESS);
    }
    return largest < INFINITE;
  }

  private static int mix(int h, int factor) {
    int a = (h ^ h >>> 16) * factor;
    return a ^ a >>> 15;
  }

  /// The elements past the last whole group of 64, then the length, in one 64-bit chain.
  static long finish(int low, int high, float[] x, int at, int length) {
    long h = (long) high << 32 | low & 0xffffffffL;
    for (int i = length - length % LANES; i < length; i++) {
      h = (h ^ Float.floatToRawIntBits(x[at + i])) * TAIL_FACTOR;
      h ^= h >>> 29;
    }
    h = (h ^ length) * TAIL_FACTOR;
    return h ^ h >>> 32;
  }
}
