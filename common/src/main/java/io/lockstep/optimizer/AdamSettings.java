package io.lockstep.optimizer;

import io.lockstep.kernel.AdamFactors;

/// What the optimisers with one or two means are told alike.
record AdamSettings(double beta1, double beta2, double epsilon) {

  /// Sets what all of them need, formed in double and rounded once.
  ///
  /// @param rate of the mean of gradients, before it is freed of its start at 0
  void set(AdamFactors now, long step, double rate, Decay decay) {
    now.rate = (float) (rate / (1 - power(beta1, step)));
    now.rootFactor = (float) (1 / Math.sqrt(1 - power(beta2, step)));
    setMeans(now);
    now.gradientDecay = (float) decay.coupled();
  }

  void setMeans(AdamFactors now) {
    now.keepFirst = (float) beta1;
    now.takeFirst = (float) (1 - beta1);
    now.keepSecond = (float) beta2;
    now.takeSecond = (float) (1 - beta2);
    now.epsilon = (float) epsilon;
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
