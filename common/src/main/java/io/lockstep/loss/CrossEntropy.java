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
  public void gradient(float[] y, float[] target, float[] dy, float[] rowLoss, int rows) {
    kernels.softmaxCrossEntropy(y, 0, target, 0, dy, 0, rowLoss, 0, rows, width);
  }

  /// Ties go to the lowest class.
  @Override
  public long correct(float[] y, float[] target, int rows) {
    long count = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      int best = 0;
      for (int j = 1; j < width; j++) {
        if (y[at + j] > y[at + best]) {
          best = j;
        }
      }
      if (best == (int) target[row]) {
        count++;
      }
    }
    return count;
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.softmax(y, 0, out, 0, rows, width);
  }
}
