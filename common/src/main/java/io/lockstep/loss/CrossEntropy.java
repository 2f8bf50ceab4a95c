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
    return Scores.correct(y, width, 0f, target, from, count);
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.softmax(y, 0, out, 0, rows, width);
  }
}
