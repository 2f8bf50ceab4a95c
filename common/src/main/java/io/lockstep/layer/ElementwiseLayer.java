package io.lockstep.layer;

import static io.lockstep.kernel.Activations.SELU_BELOW;
import static io.lockstep.kernel.Activations.SELU_SCALE;

import io.lockstep.config.ActivationSpec;
import io.lockstep.kernel.Activations;
import io.lockstep.kernel.Kernels;

/// An activation applied to each element. Its gradient is a function of the rows that its plan
/// names.
final class ElementwiseLayer implements Layer {

  private final ActivationSpec activation;
  private final float slope;
  private final int width;
  private final Kernels kernels;
  private final Activations curves;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;

  ElementwiseLayer(LayerPlan.Elementwise plan, NodeRows rows, Workbench bench) {
    this.activation = plan.activation();
    this.slope = plan.slope();
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.curves = kernels.activations();
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
      case ELU -> curves.elu(1f, slope, x, at, y, at, length);
      case SELU -> curves.elu(SELU_SCALE, SELU_BELOW, x, at, y, at, length);
      case GELU -> curves.gelu(x, at, y, at, length);
      case GELU_TANH -> curves.geluTanh(x, at, y, at, length);
      case SILU -> curves.silu(x, at, y, at, length);
      case SOFTPLUS -> curves.softplus(x, at, y, at, length);
      case SOFTSIGN -> curves.softsign(x, at, y, at, length);
      case HARD_SIGMOID -> curves.hardSigmoid(x, at, y, at, length);
      case HARD_TANH -> curves.hardTanh(x, at, y, at, length);
      case IDENTITY, PRELU, SOFTMAX, LOG_SOFTMAX ->
          throw new IllegalStateException(activation.name());
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
      case ELU -> curves.eluGradient(1f, slope, y, at, dy, at, dx, at, length);
      case SELU -> curves.eluGradient(SELU_SCALE, SELU_BELOW, y, at, dy, at, dx, at, length);
      case GELU -> curves.geluGradient(x, at, dy, at, dx, at, length);
      case GELU_TANH -> curves.geluTanhGradient(x, at, dy, at, dx, at, length);
      case SILU -> curves.siluGradient(x, at, dy, at, dx, at, length);
      case SOFTPLUS -> curves.softplusGradient(y, at, dy, at, dx, at, length);
      case SOFTSIGN -> curves.softsignGradient(y, at, dy, at, dx, at, length);
      case HARD_SIGMOID -> curves.hardSigmoidGradient(y, at, dy, at, dx, at, length);
      case HARD_TANH -> curves.hardTanhGradient(y, at, dy, at, dx, at, length);
      case IDENTITY, PRELU, SOFTMAX, LOG_SOFTMAX ->
          throw new IllegalStateException(activation.name());
    }
  }
}
