package io.lockstep.measure;

/// Sums over examples in double: the loss first, of classes perhaps another by its side; then of
/// each number of a target the squared error, the absolute error, and mean and squared deviation of
/// the targets themselves, which keep their precision where the sum of squares would lose it (Chan,
/// Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances,
/// 1979, equation 2.1).
final class ErrorSums {

  static final int WIDTH = 4;
  static final int SQUARED = 0;
  static final int ABSOLUTE = 1;
  static final int MEAN = 2;
  static final int DEVIATION = 3;

  private ErrorSums() {}

  /// Where the sums of a number of a target begin.
  static int at(int column) {
    return 1 + WIDTH * column;
  }

  /// Adds one example.
  ///
  /// @param examples this one included
  static void add(double[] sums, long examples, int column, double output, double target) {
    int at = at(column);
    double error = output - target;
    sums[at + SQUARED] += error * error;
    sums[at + ABSOLUTE] += Math.abs(error);
    double before = target - sums[at + MEAN];
    sums[at + MEAN] += before / examples;
    sums[at + DEVIATION] += before * (target - sums[at + MEAN]);
  }

  /// The node of the tree over two others.
  static double[] merged(double[] left, long leftExamples, double[] right, long rightExamples) {
    double[] node = new double[left.length];
    int first = (node.length - 1) % WIDTH + 1;
    for (int at = 0; at < first; at++) {
      node[at] = left[at] + right[at];
    }
    double rightShare = (double) rightExamples / (leftExamples + rightExamples);
    for (int at = first; at < node.length; at += WIDTH) {
      node[at + SQUARED] = left[at + SQUARED] + right[at + SQUARED];
      node[at + ABSOLUTE] = left[at + ABSOLUTE] + right[at + ABSOLUTE];
      double apart = right[at + MEAN] - left[at + MEAN];
      node[at + MEAN] = left[at + MEAN] + apart * rightShare;
      node[at + DEVIATION] =
          left[at + DEVIATION]
              + right[at + DEVIATION]
              + apart * apart * (leftExamples * rightShare);
    }
    return node;
  }
}
