package io.lockstep.loss;

/// Which class the scores of a row say: the largest of several, ties going to the lowest class; of
/// a single one, class 1 above a border.
final class Scores {

  private Scores() {}

  /// How many rows say the class of their target.
  ///
  /// @param border of a single score
  static long correct(float[] y, int width, float border, float[] target, int from, int count) {
    long right = 0;
    for (int row = from; row < from + count; row++) {
      int said = width == 1 ? (y[row] > border ? 1 : 0) : largest(y, row * width, width);
      if (said == (int) target[row]) {
        right++;
      }
    }
    return right;
  }

  /// Where the largest of a row is, the first of equal ones.
  static int largest(float[] y, int at, int width) {
    int best = 0;
    for (int j = 1; j < width; j++) {
      if (y[at + j] > y[at + best]) {
        best = j;
      }
    }
    return best;
  }
}
