package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Kullback-Leibler divergence of the probabilities from the shares t that the classes have, fused
/// with softmax: `Σ t·(log t - log softmax(x))`, whose gradient is `Σt · softmax(x) - t`.
final class Divergence implements Loss {

  private final int width;
  private final float[] logs;
  private final Kernels kernels;

  Divergence(int width, Kernels kernels) {
    this.width = width;
    this.logs = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    int begin = from * width;
    kernels.logSoftmax(y, begin, dy, begin, count, width);
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      kernels.log(target, at, logs, 0, width);
      for (int j = 0; j < width; j++) {
        float share = target[at + j];
        // A class without a share adds nothing, whatever its logarithm; NaN stays visible.
        logs[j] = share * ((share == 0f ? 0f : logs[j]) - dy[at + j]);
      }
      rowLoss[row] = kernels.rowSum(logs, 0, width);
    }
    kernels.exp(dy, begin, dy, begin, count * width);
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      float sum = kernels.rowSum(target, at, width);
      for (int j = 0; j < width; j++) {
        dy[at + j] = sum * dy[at + j] - target[at + j];
      }
    }
  }

  /// A row is right when the largest score is that of the largest share; of equal ones the first
  /// counts, in both.
  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    long right = 0;
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      if (Scores.largest(y, at, width) == Scores.largest(target, at, width)) {
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
