package io.lockstep.optimizer;

import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Updates;

/// Adam and AdamW: the factors of each step, formed in double and rounded once.
final class Adam implements Rule {

  private final AdamSettings settings;
  private final Decay decay;
  private final float[] first;
  private final float[] second;
  private final Updates updates;
  private final ThreadLocal<AdamFactors> factors = ThreadLocal.withInitial(AdamFactors::new);

  Adam(AdamSettings settings, Decay decay, Moments moments, Updates updates) {
    this.settings = settings;
    this.decay = decay;
    this.first = moments.get(0);
    this.second = moments.get(1);
    this.updates = updates;
  }

  @Override
  public void apply(long step, double rate, float[] w, int wAt, float[] g, int gAt, int count) {
    AdamFactors now = factors.get();
    set(now, step, rate, settings, decay);
    updates.adam(now, w, wAt, first, wAt, second, wAt, g, gAt, count);
  }

  static void set(AdamFactors now, long step, double rate, AdamSettings settings, Decay decay) {
    now.rate = (float) (rate / (1 - power(settings.beta1(), step)));
    now.rootFactor = (float) (1 / Math.sqrt(1 - power(settings.beta2(), step)));
    now.keepFirst = (float) settings.beta1();
    now.takeFirst = (float) (1 - settings.beta1());
    now.keepSecond = (float) settings.beta2();
    now.takeSecond = (float) (1 - settings.beta2());
    now.epsilon = (float) settings.epsilon();
    now.gradientDecay = (float) decay.coupled();
    now.keep = (float) (1 - rate * decay.decoupled());
  }

  /// `base^exponent` by squaring, in the same multiplications on every machine.
  static double power(double base, long exponent) {
    double result = 1;
    double square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }
}
