package io.lockstep.layer;

import io.lockstep.kernel.Kernels;

/// Softmax of each row, for losses that are not fused with it. `dx = y · (dy - Σ dy·y)`, the sum in
/// the order of a row sum.
final class SoftmaxLayer implements Layer {

  private final int width;
  private final Kernels kernels;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private final float[] products;

  SoftmaxLayer(LayerPlan.Softmax plan, NodeRows rows, Workbench bench) {
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.products = bench.scratch();
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    kernels.softmax(x, from * width, y, from * width, count, width);
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      for (int j = 0; j < width; j++) {
        products[j] = dy[at + j] * y[at + j];
      }
      float sum = kernels.rowSum(products, 0, width);
      for (int j = 0; j < width; j++) {
        dx[at + j] = y[at + j] * (dy[at + j] - sum);
      }
    }
  }
}
