package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Updates;

/// Adam and its kin: loops over moments with the factors of the step.
final class Adam implements Rule {

  /// Sets the factors of a step.
  private interface Factors {
    void set(AdamFactors now, long step, double rate);
  }

  /// One loop over a slice.
  private interface Loop {
    void run(AdamFactors now, float[] w, int wAt, float[] g, int gAt, int count);
  }

  private final Factors factors;
  private final Loop loop;
  private final ThreadLocal<AdamFactors> ofThread = ThreadLocal.withInitial(AdamFactors::new);

  private Adam(Factors factors, Loop loop) {
    this.factors = factors;
    this.loop = loop;
  }

  /// @throws IllegalArgumentException if the optimiser is none of this kin
  static Adam of(OptimizerSpec spec, double weightDecay, Moments moments, Updates updates) {
    Decay coupled = new Decay(weightDecay, 0);
    float[] m = moments.get(0);
    return switch (spec) {
      case OptimizerSpec.Adam(double _, double beta1, double beta2, double epsilon, double _) ->
          adam(new AdamSettings(beta1, beta2, epsilon), coupled, moments, updates);
      case OptimizerSpec.AdamW(double _, double beta1, double beta2, double epsilon, double _) ->
          adam(
              new AdamSettings(beta1, beta2, epsilon), new Decay(0, weightDecay), moments, updates);
      case OptimizerSpec.AmsGrad(
              double _,
              double beta1,
              double beta2,
              double epsilon,
              double _) -> {
        AdamSettings settings = new AdamSettings(beta1, beta2, epsilon);
        float[] v = moments.get(1);
        float[] h = moments.get(2);
        yield new Adam(
            (now, step, rate) -> settings.set(now, step, rate, coupled),
            (now, w, wAt, g, gAt, count) ->
                updates.amsGrad(now, w, wAt, m, wAt, v, wAt, h, wAt, g, gAt, count));
      }
      case OptimizerSpec.Nadam nadam -> {
        NadamFactors settings = new NadamFactors(nadam, coupled);
        float[] v = moments.get(1);
        yield new Adam(
            settings::set,
            (now, w, wAt, g, gAt, count) ->
                updates.nadam(now, w, wAt, m, wAt, v, wAt, g, gAt, count));
      }
      case OptimizerSpec.Lion lion -> {
        AdamSettings settings = new AdamSettings(lion.beta1(), lion.beta2(), 0);
        yield new Adam(
            (now, _, rate) -> {
              settings.setMeans(now);
              // Each of the two means takes of the same moment.
              now.rate = (float) rate;
              now.keep = (float) (1 - rate * weightDecay);
            },
            (now, w, wAt, g, gAt, count) -> updates.lion(now, w, wAt, m, wAt, g, gAt, count));
      }
      default -> throw new IllegalArgumentException(spec + " is no kin of Adam");
    };
  }

  private static Adam adam(AdamSettings settings, Decay decay, Moments moments, Updates updates) {
    float[] m = moments.get(0);
    float[] v = moments.get(1);
    return new Adam(
        (now, step, rate) -> {
          settings.set(now, step, rate, decay);
          now.keep = (float) (1 - rate * decay.decoupled());
        },
        (now, w, wAt, g, gAt, count) -> updates.adam(now, w, wAt, m, wAt, v, wAt, g, gAt, count));
  }

  @Override
  public void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count) {
    AdamFactors now = ofThread.get();
    factors.set(now, step, rate);
    loop.run(now, w, wAt, g, gAt, count);
  }
}
