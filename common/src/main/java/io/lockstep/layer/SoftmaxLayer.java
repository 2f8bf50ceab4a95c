package io.lockstep.layer;

import io.lockstep.kernel.Kernels;
import java.util.function.IntConsumer;

/// Softmax of each row, for losses that are not fused with it. `dx = y · (dy - Σ dy·y)`, the sum in
/// the order of a row sum.
final class SoftmaxLayer implements Layer {

  private final int width;
  private final Kernels kernels;
  private final float[] x;
  private final float[] y;
  private final float[] products;

  /// @param y may be x itself
  SoftmaxLayer(LayerPlan.Softmax plan, float[] x, float[] y, Workbench bench) {
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = x;
    this.y = y;
    this.products = new float[width];
  }

  @Override
  public float[] output() {
    return y;
  }

  @Override
  public boolean needsOutput() {
    return true;
  }

  @Override
  public void infer(float[] parameters, int rows) {
    kernels.softmax(x, 0, y, 0, rows, width);
  }

  @Override
  public void forward(float[] parameters, int rows, long seed, long step, int firstPosition) {
    infer(parameters, rows);
  }

  @Override
  public int parametersFrom() {
    return -1;
  }

  @Override
  public void parameterGradient(float[] dy, float[] gradient, int rows, IntConsumer finalFrom) {}

  @Override
  public float[] inputGradient(float[] parameters, float[] dy, float[] spare, int rows) {
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      for (int j = 0; j < width; j++) {
        products[j] = dy[at + j] * y[at + j];
      }
      float sum = kernels.rowSum(products, 0, width);
      for (int j = 0; j < width; j++) {
        dy[at + j] = y[at + j] * (dy[at + j] - sum);
      }
    }
    return dy;
  }
}
