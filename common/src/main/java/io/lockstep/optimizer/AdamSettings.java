package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;

/// What the optimisers with two moments are told alike.
record AdamSettings(double beta1, double beta2, double epsilon) {

  static AdamSettings of(OptimizerSpec.Adam spec) {
    return new AdamSettings(spec.beta1(), spec.beta2(), spec.epsilon());
  }

  static AdamSettings of(OptimizerSpec.AdamW spec) {
    return new AdamSettings(spec.beta1(), spec.beta2(), spec.epsilon());
  }
}
