package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Updates;

/// How one optimiser changes a slice. Element-wise, but for the factor of a tensor that follows
/// from norms.
interface Rule {

  /// Updates `w[wAt, wAt + count)` and the moments of this slice by `g[gAt, gAt + count)`;
  /// arguments are checked.
  ///
  /// @param rate times the [#trust] of the tensor
  void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count);

  /// Whether the rate of a tensor follows from norms. Then [#direct] comes before [#apply].
  default boolean isLayerwise() {
    return false;
  }

  /// Makes the direction of a step of its gradient, in place.
  default void direct(long step, float[] w, int wAt, float[] g, int gAt, int count) {}

  /// What the rate is multiplied by for a tensor.
  ///
  /// @param parameters norm of the tensor
  /// @param direction norm of its direction
  default double trust(double parameters, double direction) {
    return 1;
  }

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
      case OptimizerSpec.Adagrad adagrad -> {
        float epsilon = (float) adagrad.epsilon();
        float[] v = moments.get(0);
        yield (_, rate, w, wAt, g, gAt, count) ->
            updates.adagrad((float) rate, epsilon, decay, w, wAt, v, wAt, g, gAt, count);
      }
      case OptimizerSpec.RmsProp rmsprop -> rmsProp(rmsprop, decay, moments, updates);
      case OptimizerSpec.Adadelta adadelta -> {
        float keep = (float) adadelta.rho();
        float take = (float) (1 - adadelta.rho());
        float epsilon = (float) adadelta.epsilon();
        float[] v = moments.get(0);
        float[] u = moments.get(1);
        yield (_, rate, w, wAt, g, gAt, count) ->
            updates.adadelta(
                (float) rate, keep, take, epsilon, decay, w, wAt, v, wAt, u, wAt, g, gAt, count);
      }
      case OptimizerSpec.Adam _,
          OptimizerSpec.AdamW _,
          OptimizerSpec.AmsGrad _,
          OptimizerSpec.Nadam _,
          OptimizerSpec.Lion _ ->
          Adam.of(spec, weightDecay, moments, updates);
      case OptimizerSpec.Lars lars -> new Lars(lars, weightDecay, moments, updates);
      case OptimizerSpec.Lamb lamb -> new Lamb(lamb, weightDecay, moments, updates);
    };
  }

  private static Rule rmsProp(
      OptimizerSpec.RmsProp rmsprop, float decay, Moments moments, Updates updates) {
    float keep = (float) rmsprop.rho();
    float take = (float) (1 - rmsprop.rho());
    float epsilon = (float) rmsprop.epsilon();
    float[] v = moments.get(0);
    if (rmsprop.momentum() == 0) {
      return (_, rate, w, wAt, g, gAt, count) ->
          updates.rmsProp((float) rate, keep, take, epsilon, decay, w, wAt, v, wAt, g, gAt, count);
    }
    float inertia = (float) rmsprop.momentum();
    float[] b = moments.get(1);
    return (_, rate, w, wAt, g, gAt, count) ->
        updates.rmsPropMomentum(
            (float) rate,
            keep,
            take,
            epsilon,
            inertia,
            decay,
            w,
            wAt,
            v,
            wAt,
            b,
            wAt,
            g,
            gAt,
            count);
  }
}
