package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Mean over the outputs of a row of the squared difference.
final class SquaredError implements Loss {

  private final int width;
  private final float[] squares;
  private final Kernels kernels;

  SquaredError(int width, Kernels kernels) {
    this.width = width;
    this.squares = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    float factor = 2f / width;
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      for (int j = 0; j < width; j++) {
        float difference = y[at + j] - target[at + j];
        squares[j] = difference * difference;
        dy[at + j] = factor * difference;
      }
      rowLoss[row] = kernels.rowSum(squares, 0, width) / width;
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
