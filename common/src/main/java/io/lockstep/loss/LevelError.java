package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Squared difference from levels that stand for classes: a high one for the output of the right
/// class, a low one for the others. A single output is that of the second of two classes.
final class LevelError implements Loss {

  private final int width;
  private final float low;
  private final float high;
  private final float[] squares;
  private final Kernels kernels;

  LevelError(float low, float high, int width, Kernels kernels) {
    this.width = width;
    this.low = low;
    this.high = high;
    this.squares = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    float factor = 2f / width;
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      int highAt = width == 1 ? (int) target[row] - 1 : (int) target[row];
      for (int j = 0; j < width; j++) {
        float difference = y[at + j] - (j == highAt ? high : low);
        squares[j] = difference * difference;
        dy[at + j] = factor * difference;
      }
      rowLoss[row] = kernels.rowSum(squares, 0, width) / width;
    }
  }

  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    return Scores.correct(y, width, 0.5f * low + 0.5f * high, target, from, count);
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    System.arraycopy(y, 0, out, 0, rows * width);
  }
}
