package io.lockstep.version;

import io.lockstep.kernel.Gradients;
import java.util.Arrays;

/// Norms of tensors, in double: of what of a tensor lies in one stretch 16 partial sums, element n
/// of the stretch into partial `n mod 16`, in order, added up as those of a stretch; over the
/// stretches of the tensor the binary tree. Different stretches may be summed by different threads.
final class TensorNorms {

  private final Gradients gradients;
  private final Segments segments;

  /// By segment, from its first stretch on: the partial sums of each.
  private final double[][][] partials;

  private final double[][] levels;

  TensorNorms(Gradients gradients, Segments segments) {
    this.gradients = gradients;
    this.segments = segments;
    this.partials = new double[segments.count()][][];
    this.levels = new double[segments.count()][];
    for (int number = 0; number < segments.count(); number++) {
      Segment segment = segments.get(number);
      int stretches = stretch(segment.end() - 1) - stretch(segment.begin()) + 1;
      partials[number] = new double[stretches][StretchSums.PARTIALS];
      levels[number] = new double[stretches];
    }
  }

  private static int stretch(int element) {
    return element / VersionFingerprint.STRETCH;
  }

  /// Adds elements `[from, from + count)`, all of one segment and one stretch, which lie at
  /// `x[xAt]`. Those before them in their stretch have been added.
  void add(int number, int from, int count, float[] x, int xAt) {
    Segment segment = segments.get(number);
    double[] sums = partials[number][stretch(from) - stretch(segment.begin())];
    if (from == segment.begin() || from % VersionFingerprint.STRETCH == 0) {
      Arrays.fill(sums, 0);
    }
    gradients.squares(x, xAt, count, from % StretchSums.PARTIALS, sums);
  }

  double norm(int number) {
    double[] level = levels[number];
    for (int at = 0; at < level.length; at++) {
      level[at] = StretchSums.ofPartials(partials[number][at]);
    }
    return Math.sqrt(StretchSums.tree(level));
  }
}
