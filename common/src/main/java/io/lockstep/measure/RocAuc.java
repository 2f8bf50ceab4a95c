package io.lockstep.measure;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The area under the receiver operating characteristic, exactly: the share of pairs of one example
/// of the class and one of the others in which the first has the higher score; equal scores count
/// half (Hanley and McNeil, The Meaning and Use of the Area under a ROC Curve, Radiology 143,
/// 1982). Counted in whole numbers, so the order of the examples does not matter.
final class RocAuc {

  private RocAuc() {}

  /// @param inside scores of the examples of the class; sorted in place
  /// @param outside of the others; sorted in place
  /// @return empty when there is no pair, or a score is no number
  static OptionalDouble of(float[] inside, float[] outside) {
    if (inside.length == 0 || outside.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(inside);
    Arrays.sort(outside);
    // What is no number is sorted to the end.
    if (Float.isNaN(inside[inside.length - 1]) || Float.isNaN(outside[outside.length - 1])) {
      return OptionalDouble.empty();
    }
    long halves = 0;
    int lower = 0;
    int notHigher = 0;
    for (float score : inside) {
      while (lower < outside.length && outside[lower] < score) {
        lower++;
      }
      while (notHigher < outside.length && outside[notHigher] <= score) {
        notHigher++;
      }
      halves += lower + notHigher;
    }
    return OptionalDouble.of(halves / (2.0 * inside.length * outside.length));
  }

  /// Of one class against the others, or of who has a label against who has it not; empty where no
  /// scores are kept.
  static OptionalDouble of(Aim aim, Tally tally, int one) {
    int width = aim.scoreWidth();
    if (width == 0) {
      return OptionalDouble.empty();
    }
    int column = width == 1 ? 0 : one;
    int examples = tally.scores().length / width;
    int members =
        (int) IntStream.range(0, examples).filter(row -> isOf(aim, tally, row, one)).count();
    float[] inside = new float[members];
    float[] outside = new float[examples - members];
    int in = 0;
    int out = 0;
    for (int row = 0; row < examples; row++) {
      float score = tally.scores()[row * width + column];
      if (isOf(aim, tally, row, one)) {
        inside[in++] = score;
      } else {
        outside[out++] = score;
      }
    }
    return of(inside, outside);
  }

  private static boolean isOf(Aim aim, Tally tally, int row, int one) {
    return aim.kind() == Aim.Kind.LABELS
        ? LabelBits.has(tally.classes(), row * aim.classWidth(), one)
        : tally.classes()[row] == one;
  }
}
