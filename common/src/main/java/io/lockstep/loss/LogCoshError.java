package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Mean over the outputs of a row of `log(cosh(d))`, whose slope is `tanh(d)`.
final class LogCoshError implements Loss {

  private final int width;
  private final float[] losses;
  private final Kernels kernels;

  LogCoshError(int width, Kernels kernels) {
    this.width = width;
    this.losses = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    int begin = from * width;
    int end = (from + count) * width;
    for (int i = begin; i < end; i++) {
      dy[i] = y[i] - target[i];
    }
    for (int row = from; row < from + count; row++) {
      kernels.logCosh(dy, row * width, losses, 0, width);
      rowLoss[row] = kernels.rowSum(losses, 0, width) / width;
    }
    kernels.tanh(dy, begin, dy, begin, end - begin);
    kernels.scale(1f / width, dy, begin, end - begin);
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
