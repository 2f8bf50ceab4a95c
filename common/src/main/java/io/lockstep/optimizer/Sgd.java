package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import java.util.List;

/// `w -= rate · (g + decay · w)`.
final class Sgd implements Rule {

  private final float decay;
  private final Kernels kernels;

  Sgd(OptimizerSpec.Sgd spec, Kernels kernels) {
    this.decay = (float) spec.weightDecay();
    this.kernels = kernels;
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
    kernels.sgd((float) rate, decay, parameters, from, gradient, gradientAt, count);
  }

  @Override
  public List<float[]> moments() {
    return List.of();
  }

  @Override
  public List<String> momentNames() {
    return List.of();
  }
}
