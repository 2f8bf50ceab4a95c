package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Updates;

/// How one optimiser changes a slice. Element-wise.
interface Rule {

  /// Updates `w[wAt, wAt + count)` and the moments of this slice by `g[gAt, gAt + count)`;
  /// arguments are checked.
  void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count);

  /// The rule of an optimiser. What the moments mean is told at the loops, [Updates], and what the
  /// settings mean at the [OptimizerSpec].
  ///
  /// @param weightDecay takes the place of that of the optimiser
  static Rule of(OptimizerSpec spec, double weightDecay, Moments moments, Updates updates) {
    float decay = (float) weightDecay;
    return switch (spec) {
      case OptimizerSpec.Sgd _ ->
          (_, rate, w, wAt, g, gAt, count) ->
              updates.sgd((float) rate, decay, w, wAt, g, gAt, count);
      case OptimizerSpec.Momentum(double _, double momentum, double _) -> {
        float inertia = (float) momentum;
        float[] v = moments.get(0);
        yield (_, rate, w, wAt, g, gAt, count) ->
            updates.momentum((float) rate, inertia, decay, w, wAt, v, wAt, g, gAt, count);
      }
      case OptimizerSpec.Nesterov(double _, double momentum, double _) -> {
        float inertia = (float) momentum;
        float[] v = moments.get(0);
        yield (_, rate, w, wAt, g, gAt, count) ->
            updates.nesterov((float) rate, inertia, decay, w, wAt, v, wAt, g, gAt, count);
      }
      case OptimizerSpec.Adam adam ->
          new Adam(AdamSettings.of(adam), new Decay(weightDecay, 0), moments, updates);
      case OptimizerSpec.AdamW adam ->
          new Adam(AdamSettings.of(adam), new Decay(0, weightDecay), moments, updates);
    };
  }
}
