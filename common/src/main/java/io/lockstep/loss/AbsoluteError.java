package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Mean over the outputs of a row of the absolute difference; its gradient where they are equal is
/// 0.
final class AbsoluteError implements Loss {

  private final int width;
  private final float[] distances;
  private final Kernels kernels;

  AbsoluteError(int width, Kernels kernels) {
    this.width = width;
    this.distances = new float[width];
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
        distances[j] = Math.abs(difference);
        // Zero and NaN are their own sign, so a diverged output stays visible.
        dy[at + j] = slope * Math.signum(difference);
      }
      rowLoss[row] = kernels.rowSum(distances, 0, width) / width;
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
