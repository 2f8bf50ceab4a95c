package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Updates;

/// Momentum whose rate for a tensor is `trust·norm(w) / (norm(g) + decay·norm(w))` times that of
/// the step; where one of the norms is 0, that of the step.
///
/// @see "You, Gitman and Ginsburg, Large Batch Training of Convolutional Networks, 2017, Algorithm
///   1"
final class Lars implements Rule {

  private final double trust;
  private final double decay;
  private final float momentum;
  private final float[] velocity;
  private final Updates updates;

  Lars(OptimizerSpec.Lars spec, double decay, Moments moments, Updates updates) {
    this.trust = spec.trust();
    this.decay = decay;
    this.momentum = (float) spec.momentum();
    this.velocity = moments.get(0);
    this.updates = updates;
  }

  @Override
  public void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count) {
    updates.lars((float) rate, momentum, (float) decay, w, wAt, velocity, wAt, g, gAt, count);
  }

  @Override
  public boolean isLayerwise() {
    return true;
  }

  @Override
  public double trust(double parameters, double direction) {
    return parameters > 0 && direction > 0
        ? trust * parameters / (direction + decay * parameters)
        : 1;
  }
}
