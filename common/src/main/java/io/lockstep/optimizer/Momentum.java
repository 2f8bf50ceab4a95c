package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import java.util.List;

/// `g += decay · w; v = momentum · v + g`, then `w -= rate · v`, or with Nesterov's look-ahead `w
/// -= rate · (g + momentum · v)`. The velocity is in units of the gradient, so a change of the
/// learning rate acts at once.
///
/// @see "Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum,
///   ICML 2013; without dampening, as PyTorch does it"
final class Momentum implements Rule {

  private enum Form {
    HEAVY_BALL,
    NESTEROV
  }

  private final Form form;
  private final float momentum;
  private final float decay;
  private final float[] velocity;
  private final Kernels kernels;

  /// What both forms are told.
  private record Coefficients(double momentum, double decay) {}

  private Momentum(Form form, Coefficients told, int vectorLength, Kernels kernels) {
    this.form = form;
    this.momentum = (float) told.momentum();
    this.decay = (float) told.decay();
    this.velocity = new float[vectorLength];
    this.kernels = kernels;
  }

  static Momentum heavyBall(OptimizerSpec.Momentum spec, int vectorLength, Kernels kernels) {
    return new Momentum(
        Form.HEAVY_BALL,
        new Coefficients(spec.momentum(), spec.weightDecay()),
        vectorLength,
        kernels);
  }

  static Momentum nesterov(OptimizerSpec.Nesterov spec, int vectorLength, Kernels kernels) {
    return new Momentum(
        Form.NESTEROV,
        new Coefficients(spec.momentum(), spec.weightDecay()),
        vectorLength,
        kernels);
  }

  @Override
  public void apply(
      long step,
      double rate,
      float[] parameters,
      int from,
      float[] gradient,
      int gradientAt,
      int count) {
    float factor = (float) rate;
    switch (form) {
      case HEAVY_BALL ->
          kernels.momentum(
              factor,
              momentum,
              decay,
              parameters,
              from,
              velocity,
              from,
              gradient,
              gradientAt,
              count);
      case NESTEROV ->
          kernels.nesterov(
              factor,
              momentum,
              decay,
              parameters,
              from,
              velocity,
              from,
              gradient,
              gradientAt,
              count);
    }
  }

  @Override
  public List<float[]> moments() {
    return List.of(velocity);
  }

  @Override
  public List<String> momentNames() {
    return List.of("velocity");
  }
}
