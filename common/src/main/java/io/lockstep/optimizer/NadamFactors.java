package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.AdamFactors;

/// The factors of Nadam. The momentum of step t is `μ(t) = β1·(1 - 0.5·0.96^(t·d))`, and the moment
/// is freed of its start at 0 by the product of all of them so far.
///
/// @see "Dozat, Incorporating Nesterov Momentum into Adam, ICLR workshop 2016"
final class NadamFactors {

  /// The natural logarithm of 0.96, correctly rounded.
  private static final double LOG_OF_096 = -0.040821994520255166;

  private static final int TERMS = 40;

  private final AdamSettings settings;
  private final Decay decay;

  /// `0.96^d`: the base of the powers of a step.
  private final double base;

  private final ThreadLocal<Products> products = ThreadLocal.withInitial(Products::new);

  /// The product of the momenta up to a step, which is 1 before the first.
  private static final class Products {
    private long step;
    private double product = 1;
  }

  NadamFactors(OptimizerSpec.Nadam spec, Decay decay) {
    this.settings = new AdamSettings(spec.beta1(), spec.beta2(), spec.epsilon());
    this.decay = decay;
    this.base = exponential(spec.momentumDecay() * LOG_OF_096);
  }

  void set(AdamFactors now, long step, double rate) {
    settings.set(now, step, rate, decay);
    double product = product(step);
    double momentum = momentum(step);
    double next = momentum(step + 1);
    now.gradientRate = (float) (rate * (1 - momentum) / (1 - product));
    now.rate = (float) (rate * next / (1 - product * next));
  }

  private double momentum(long step) {
    return settings.beta1() * (1 - 0.5 * AdamSettings.power(base, step));
  }

  /// In the order of the steps, whichever was asked for before. Allocates nothing once a thread has
  /// asked.
  private double product(long step) {
    Products known = products.get();
    if (step < known.step) {
      known.step = 0;
      known.product = 1;
    }
    while (known.step < step && known.product > 0) {
      known.step++;
      double longer = known.product * momentum(known.step);
      // Below that, rounding would keep it from ever coming to 0.
      known.product = longer < Double.MIN_NORMAL ? 0 : longer;
    }
    known.step = step; // A product that has come to 0 stays there.
    return known.product;
  }

  /// `e^x` for x of 0 and below: the series of `e^(-x/2^k)`, squared k times, inverted.
  private static double exponential(double x) {
    double small = -x;
    int halvings = 0;
    while (small > 0.5) {
      small /= 2;
      halvings++;
    }
    double sum = 1;
    double term = 1;
    for (int n = 1; n <= TERMS; n++) {
      term = term * small / n;
      sum += term;
    }
    for (int k = 0; k < halvings; k++) {
      sum *= sum;
    }
    return 1 / sum;
  }
}
