package io.lockstep.layer;

import io.lockstep.config.ActivationSpec;
import io.lockstep.kernel.Kernels;

/// An activation applied to each element. Its gradient is a function of the rows that its plan
/// names.
final class ElementwiseLayer implements Layer {

  private final ActivationSpec activation;
  private final float slope;
  private final int width;
  private final Kernels kernels;
  private final float[] x;
  private final float[] y;
  private final float[] dy;

  /// @param y may be x itself, where the plan allows it
  ElementwiseLayer(LayerPlan.Elementwise plan, float[] x, float[] y, float[] dy, Workbench bench) {
    this.activation = plan.activation();
    this.slope = plan.slope();
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = x;
    this.y = y;
    this.dy = dy;
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    int at = from * width;
    int length = count * width;
    switch (activation) {
      case SIGMOID -> kernels.sigmoid(x, at, y, at, length);
      case TANH -> kernels.tanh(x, at, y, at, length);
      case RELU -> kernels.relu(x, at, y, at, length);
      case LEAKY_RELU -> kernels.leakyRelu(slope, x, at, y, at, length);
      case IDENTITY, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    int at = from * width;
    int length = count * width;
    switch (activation) {
      case SIGMOID -> kernels.sigmoidGradient(y, at, dy, at, dy, at, length);
      case TANH -> kernels.tanhGradient(y, at, dy, at, dy, at, length);
      case RELU -> kernels.reluGradient(y, at, dy, at, dy, at, length);
      case LEAKY_RELU -> kernels.leakyReluGradient(slope, y, at, dy, at, dy, at, length);
      case IDENTITY, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
  }
}
