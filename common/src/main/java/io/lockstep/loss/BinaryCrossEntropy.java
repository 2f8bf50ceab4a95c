package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Cross-entropy over two classes, fused with sigmoid, on one score z a row: `max(z, 0) - z·t +
/// log(1 + exp(-|z|))`, which cannot overflow. The target t is 0 or 1.
final class BinaryCrossEntropy implements Loss {

  private final Kernels kernels;

  BinaryCrossEntropy(int width, Kernels kernels) {
    if (width != 1) {
      throw new IllegalArgumentException("binary cross-entropy of %d scores".formatted(width));
    }
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    for (int i = from; i < from + count; i++) {
      dy[i] = -Math.abs(y[i]);
    }
    kernels.exp(dy, from, dy, from, count);
    for (int i = from; i < from + count; i++) {
      dy[i] = 1 + dy[i];
    }
    kernels.log(dy, from, dy, from, count);
    for (int i = from; i < from + count; i++) {
      rowLoss[i] = (Math.max(y[i], 0) - y[i] * target[i]) + dy[i];
    }
    kernels.sigmoid(y, from, dy, from, count);
    for (int i = from; i < from + count; i++) {
      dy[i] = dy[i] - target[i];
    }
  }

  /// A score above 0 means class 1.
  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    long right = 0;
    for (int row = from; row < from + count; row++) {
      if (y[row] > 0 == target[row] > 0.5f) {
        right++;
      }
    }
    return right;
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.sigmoid(y, 0, out, 0, rows);
  }
}
