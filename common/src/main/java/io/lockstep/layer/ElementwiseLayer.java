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
  private final float[] dx;

  ElementwiseLayer(LayerPlan.Elementwise plan, NodeRows rows, Workbench bench) {
    this.activation = plan.activation();
    this.slope = plan.slope();
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
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
      case IDENTITY, PRELU, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    int at = from * width;
    int length = count * width;
    switch (activation) {
      case SIGMOID -> kernels.sigmoidGradient(y, at, dy, at, dx, at, length);
      case TANH -> kernels.tanhGradient(y, at, dy, at, dx, at, length);
      case RELU -> kernels.reluGradient(y, at, dy, at, dx, at, length);
      case LEAKY_RELU -> kernels.leakyReluGradient(slope, y, at, dy, at, dx, at, length);
      case IDENTITY, PRELU, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
  }
}
