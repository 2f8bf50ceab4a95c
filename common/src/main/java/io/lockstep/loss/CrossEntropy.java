package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Cross-entropy over classes, fused with softmax. The target is the class index as a float.
final class CrossEntropy implements Loss {

  private final int width;
  private final Kernels kernels;

  CrossEntropy(int width, Kernels kernels) {
    this.width = width;
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    int at = from * width;
    kernels.softmaxCrossEntropy(y, at, target, from, dy, at, rowLoss, from, count, width);
  }

  /// Ties go to the lowest class.
  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    long right = 0;
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      int best = 0;
      for (int j = 1; j < width; j++) {
        if (y[at + j] > y[at + best]) {
          best = j;
        }
      }
      if (best == (int) target[row]) {
        right++;
      }
    }
    return right;
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.softmax(y, 0, out, 0, rows, width);
  }
}
