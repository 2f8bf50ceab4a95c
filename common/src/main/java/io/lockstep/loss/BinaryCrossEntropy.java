package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Cross-entropy over two classes, fused with sigmoid, on a score z: `max(z, 0) - z·t + log(1 +
/// exp(-|z|))`, which cannot overflow. The target t is 0 or 1. Of several scores a row, each with a
/// target of its own, it is the mean.
final class BinaryCrossEntropy implements Loss {

  private final int width;
  private final Kernels kernels;

  BinaryCrossEntropy(int width, Kernels kernels) {
    this.width = width;
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    int begin = from * width;
    int end = (from + count) * width;
    for (int i = begin; i < end; i++) {
      dy[i] = -Math.abs(y[i]);
    }
    kernels.exp(dy, begin, dy, begin, end - begin);
    for (int i = begin; i < end; i++) {
      dy[i] = 1 + dy[i];
    }
    kernels.log(dy, begin, dy, begin, end - begin);
    for (int i = begin; i < end; i++) {
      dy[i] = (Math.max(y[i], 0) - y[i] * target[i]) + dy[i];
    }
    for (int row = from; row < from + count; row++) {
      rowLoss[row] = kernels.rowSum(dy, row * width, width) / width;
    }
    kernels.sigmoid(y, begin, dy, begin, end - begin);
    float slope = 1f / width;
    for (int i = begin; i < end; i++) {
      dy[i] = slope * (dy[i] - target[i]);
    }
  }

  /// A score above 0 means class 1; all of a row have to be right.
  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    long right = 0;
    for (int row = from; row < from + count; row++) {
      boolean all = true;
      for (int i = row * width; i < (row + 1) * width; i++) {
        all &= y[i] > 0 == target[i] > 0.5f;
      }
      right += all ? 1 : 0;
    }
    return right;
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.sigmoid(y, 0, out, 0, rows * width);
  }
}
