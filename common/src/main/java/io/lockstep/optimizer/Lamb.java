package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Updates;

/// The direction `u` of Adam with decoupled decay, and a rate for a tensor that is `norm(w) /
/// norm(u)` times that of the step; where one of the norms is 0, that of the step.
///
/// @see "You et al., Large Batch Optimization for Deep Learning, ICLR 2020, Algorithm 2"
final class Lamb implements Rule {

  private final AdamSettings settings;
  private final Decay decay;
  private final float[] first;
  private final float[] second;
  private final Updates updates;
  private final ThreadLocal<AdamFactors> factors = ThreadLocal.withInitial(AdamFactors::new);

  Lamb(OptimizerSpec.Lamb spec, double decay, Moments moments, Updates updates) {
    this.settings = new AdamSettings(spec.beta1(), spec.beta2(), spec.epsilon());
    this.decay = new Decay(decay, 0);
    this.first = moments.get(0);
    this.second = moments.get(1);
    this.updates = updates;
  }

  @Override
  public void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count) {
    updates.sgd((float) rate, 0, w, wAt, g, gAt, count);
  }

  @Override
  public boolean isLayerwise() {
    return true;
  }

  @Override
  public void direct(long step, float[] w, int wAt, float[] g, int gAt, int count) {
    AdamFactors now = factors.get();
    settings.set(now, step, 1, decay);
    updates.lambDirection(now, w, wAt, first, wAt, second, wAt, g, gAt, count);
  }

  @Override
  public double trust(double parameters, double direction) {
    return parameters > 0 && direction > 0 ? parameters / direction : 1;
  }
}
