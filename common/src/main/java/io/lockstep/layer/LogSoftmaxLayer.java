package io.lockstep.layer;

import io.lockstep.kernel.Kernels;

/// Logarithm of the softmax of each row, for losses that are not fused with it. `dx = dy - exp(y) ·
/// Σ dy`, the sum in the order of a row sum.
final class LogSoftmaxLayer implements Layer {

  private final int width;
  private final Kernels kernels;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private final float[] shares;

  LogSoftmaxLayer(LayerPlan.LogSoftmax plan, NodeRows rows, Workbench bench) {
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.shares = bench.scratch();
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    kernels.logSoftmax(x, from * width, y, from * width, count, width);
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      kernels.exp(y, at, shares, 0, width);
      float sum = kernels.rowSum(dy, at, width);
      for (int j = 0; j < width; j++) {
        dx[at + j] = dy[at + j] - shares[j] * sum;
      }
    }
  }
}
