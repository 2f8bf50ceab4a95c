package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Mean over the outputs of a row: half the square of a difference up to delta, `delta·(|d| -
/// delta/2)` beyond it.
final class HuberError implements Loss {

  private final int width;
  private final float delta;
  private final float[] losses;
  private final Kernels kernels;

  HuberError(float delta, int width, Kernels kernels) {
    this.width = width;
    this.delta = delta;
    this.losses = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    float slope = 1f / width;
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      for (int j = 0; j < width; j++) {
        float difference = y[at + j] - target[at + j];
        float distance = Math.abs(difference);
        losses[j] =
            distance > delta ? delta * (distance - 0.5f * delta) : 0.5f * (difference * difference);
        dy[at + j] = slope * (distance > delta ? delta * Math.signum(difference) : difference);
      }
      rowLoss[row] = kernels.rowSum(losses, 0, width) / width;
    }
  }

  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    return 0;
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    System.arraycopy(y, 0, out, 0, rows * width);
  }
}
