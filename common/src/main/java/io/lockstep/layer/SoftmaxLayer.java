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
  private final float[] products;

  /// @param y may be x itself
  SoftmaxLayer(LayerPlan.Softmax plan, float[] x, float[] y, float[] dy, Workbench bench) {
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.products = new float[width];
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
        dy[at + j] = y[at + j] * (dy[at + j] - sum);
      }
    }
  }
}
