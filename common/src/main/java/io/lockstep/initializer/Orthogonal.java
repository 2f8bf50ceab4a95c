package io.lockstep.initializer;

import io.lockstep.random.Normal;

/// Random directions at right angles: normal numbers, made orthogonal one after the other (Gram and
/// Schmidt, modified, each twice), which gives every such set the same chance.
final class Orthogonal {

  private static final int PARTIALS = 8;

  private Orthogonal() {}

  /// Fills the weight `[inputs, units]` at `at`: its columns, or its rows where there are fewer of
  /// them, are of length `gain` and at right angles.
  ///
  /// @param key of the tensor: vector i is drawn from the numbers of the i-th run of its length
  static void fill(double gain, long key, int inputs, int units, float[] out, int at) {
    int length = Math.max(inputs, units);
    int count = Math.min(inputs, units);
    double[][] vectors = new double[count][];
    int even = length + length % 2;
    for (int i = 0; i < count; i++) {
      double[] drawn = new double[even];
      Normal.fill(key, i * even, drawn, even);
      vectors[i] = drawn;
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before++) {
          subtract(dot(vectors[before], drawn, length), vectors[before], drawn, length);
        }
      }
      scale(1 / Math.sqrt(dot(drawn, drawn, length)), drawn, length);
    }
    for (int input = 0; input < inputs; input++) {
      for (int unit = 0; unit < units; unit++) {
        double value = units <= inputs ? vectors[unit][input] : vectors[input][unit];
        out[at + input * units + unit] = (float) (gain * value);
      }
    }
  }

  /// Product n goes to partial sum n mod 8, in order; then the tree 4+4, 2+2, 1+1.
  private static double dot(double[] a, double[] b, int length) {
    double[] p = new double[PARTIALS];
    int whole = length - length % PARTIALS;
    double p0 = 0;
    double p1 = 0;
    double p2 = 0;
    double p3 = 0;
    double p4 = 0;
    double p5 = 0;
    double p6 = 0;
    double p7 = 0;
    for (int i = 0; i < whole; i += PARTIALS) {
      p0 += a[i] * b[i];
      p1 += a[i + 1] * b[i + 1];
      p2 += a[i + 2] * b[i + 2];
      p3 += a[i + 3] * b[i + 3];
      p4 += a[i + 4] * b[i + 4];
      p5 += a[i + 5] * b[i + 5];
      p6 += a[i + 6] * b[i + 6];
      p7 += a[i + 7] * b[i + 7];
    }
    for (int i = whole; i < length; i++) {
      p[i - whole] = a[i] * b[i];
    }
    return (p0 + p[0] + (p4 + p[4]) + (p2 + p[2] + (p6 + p[6])))
        + (p1 + p[1] + (p5 + p[5]) + (p3 + p[3] + (p7 + p[7])));
  }

  private static void subtract(double share, double[] of, double[] from, int length) {
    for (int i = 0; i < length; i++) {
      from[i] -= share * of[i];
    }
  }

  private static void scale(double factor, double[] vector, int length) {
    for (int i = 0; i < length; i++) {
      vector[i] *= factor;
    }
  }
}
