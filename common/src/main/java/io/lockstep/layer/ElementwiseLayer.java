package io.lockstep.layer;

import io.lockstep.config.ActivationSpec;
import io.lockstep.kernel.Kernels;
import java.util.function.IntConsumer;

/// An activation applied to each element. Its gradient is a function of its output.
final class ElementwiseLayer implements Layer {

  private final ActivationSpec activation;
  private final float slope;
  private final int width;
  private final Kernels kernels;
  private final float[] x;
  private final float[] y;

  /// @param y may be x itself
  ElementwiseLayer(LayerPlan.Elementwise plan, float[] x, float[] y, Workbench bench) {
    this.activation = plan.activation();
    this.slope = plan.slope();
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.x = x;
    this.y = y;
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
    int length = rows * width;
    switch (activation) {
      case SIGMOID -> kernels.sigmoid(x, 0, y, 0, length);
      case TANH -> kernels.tanh(x, 0, y, 0, length);
      case RELU -> kernels.relu(x, 0, y, 0, length);
      case LEAKY_RELU -> kernels.leakyRelu(slope, x, 0, y, 0, length);
      case IDENTITY, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
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
    int length = rows * width;
    switch (activation) {
      case SIGMOID -> kernels.sigmoidGradient(y, 0, dy, 0, dy, 0, length);
      case TANH -> kernels.tanhGradient(y, 0, dy, 0, dy, 0, length);
      case RELU -> kernels.reluGradient(y, 0, dy, 0, dy, 0, length);
      case LEAKY_RELU -> kernels.leakyReluGradient(slope, y, 0, dy, 0, dy, 0, length);
      case IDENTITY, SOFTMAX -> throw new IllegalStateException(activation.name());
    }
    return dy;
  }
}
