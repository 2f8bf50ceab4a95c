package io.lockstep.version;

import io.lockstep.kernel.Gradients;
import java.util.Arrays;

/// Sums of squares over the trained elements of the flat vector, in double: within a stretch 16
/// partial sums, element n of the stretch into partial `n mod 16`, in order, added up as 8+8, 4+4,
/// 2+2, 1+1; over the stretches the binary tree. So a sum depends neither on how chunks are cut nor
/// on who takes which stretch. Different stretches may be summed by different threads.
final class StretchSums {

  static final int PARTIALS = 16;

  private final Gradients gradients;
  private final Segments segments;
  private final double[][] partials;
  private final double[] level;

  StretchSums(Gradients gradients, Segments segments, int stretches) {
    this.gradients = gradients;
    this.segments = segments;
    this.partials = new double[stretches][PARTIALS];
    this.level = new double[stretches];
  }

  void clear(int stretch) {
    Arrays.fill(partials[stretch], 0);
  }

  /// Adds elements `[from, from + count)` of the vector, which lie at `x[xAt]`. Those before them
  /// in their stretch have been added.
  void add(int from, int count, float[] x, int xAt) {
    double[] sums = partials[from / VersionFingerprint.STRETCH];
    int shift = xAt - from;
    int at = from;
    for (int number = segments.at(from); at < from + count; number++) {
      Segment segment = segments.get(number);
      int end = Math.min(segment.end(), from + count);
      if (segment.isTrained()) {
        gradients.squares(x, at + shift, end - at, at % PARTIALS, sums);
      }
      at = end;
    }
  }

  /// As [#add] of `x - y`, both holding the elements at their own place.
  void addDifference(int from, int count, float[] x, int xAt, float[] y, int yAt) {
    double[] sums = partials[from / VersionFingerprint.STRETCH];
    int at = from;
    for (int number = segments.at(from); at < from + count; number++) {
      Segment segment = segments.get(number);
      int end = Math.min(segment.end(), from + count);
      if (segment.isTrained()) {
        int ahead = at - from;
        gradients.squaresOfDifference(
            x, xAt + ahead, y, yAt + ahead, end - at, at % PARTIALS, sums);
      }
      at = end;
    }
  }

  /// Over all stretches.
  double total() {
    for (int stretch = 0; stretch < level.length; stretch++) {
      level[stretch] = ofPartials(partials[stretch]);
    }
    return tree(level);
  }

  /// The sum of the leaves, which are used up.
  static double tree(double[] level) {
    for (int width = level.length; width > 1; width = (width + 1) / 2) {
      for (int node = 0; 2 * node < width; node++) {
        level[node] =
            2 * node + 1 < width ? level[2 * node] + level[2 * node + 1] : level[2 * node];
      }
    }
    return level[0];
  }

  static double ofPartials(double[] p) {
    double sum0 = (p[0] + p[8]) + (p[4] + p[12]);
    double sum1 = (p[1] + p[9]) + (p[5] + p[13]);
    double sum2 = (p[2] + p[10]) + (p[6] + p[14]);
    double sum3 = (p[3] + p[11]) + (p[7] + p[15]);
    return (sum0 + sum2) + (sum1 + sum3);
  }
}
