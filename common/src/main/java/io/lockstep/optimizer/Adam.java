package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Kernels;
import java.util.List;

/// `m = β1·m + (1-β1)·g; v = β2·v + (1-β2)·g²`, then `w -= rate/(1-β1^t) · m / (√v/√(1-β2^t) + ε)`.
/// Adam adds `decay · w` to the gradient; AdamW multiplies w by `1 - rate · decay` first.
///
/// @see "Kingma and Ba, Adam, ICLR 2015, Algorithm 1"
/// @see "Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019, Algorithm 2"
final class Adam implements Rule {

  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private final float gradientDecay;
  private final double decay;
  private final float[] first;
  private final float[] second;
  private final Kernels kernels;
  private final ThreadLocal<AdamFactors> factors = ThreadLocal.withInitial(AdamFactors::new);

  private Adam(
      OptimizerSpec.AdamW spec,
      double gradientDecay,
      double decay,
      int vectorLength,
      Kernels kernels) {
    this.beta1 = spec.beta1();
    this.beta2 = spec.beta2();
    this.epsilon = (float) spec.epsilon();
    this.gradientDecay = (float) gradientDecay;
    this.decay = decay;
    this.first = new float[vectorLength];
    this.second = new float[vectorLength];
    this.kernels = kernels;
  }

  static Adam coupled(OptimizerSpec.Adam spec, int vectorLength, Kernels kernels) {
    OptimizerSpec.AdamW same =
        new OptimizerSpec.AdamW(
            spec.learningRate(), spec.beta1(), spec.beta2(), spec.epsilon(), spec.weightDecay());
    return new Adam(same, spec.weightDecay(), 0, vectorLength, kernels);
  }

  static Adam decoupled(OptimizerSpec.AdamW spec, int vectorLength, Kernels kernels) {
    return new Adam(spec, 0, spec.weightDecay(), vectorLength, kernels);
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
    AdamFactors now = factors.get();
    now.rate = (float) (rate / (1 - power(beta1, step)));
    now.rootFactor = (float) (1 / Math.sqrt(1 - power(beta2, step)));
    now.keepFirst = (float) beta1;
    now.takeFirst = (float) (1 - beta1);
    now.keepSecond = (float) beta2;
    now.takeSecond = (float) (1 - beta2);
    now.epsilon = epsilon;
    now.gradientDecay = gradientDecay;
    now.keep = (float) (1 - rate * decay);
    kernels.adam(now, parameters, from, first, from, second, from, gradient, gradientAt, count);
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

  @Override
  public List<float[]> moments() {
    return List.of(first, second);
  }

  @Override
  public List<String> momentNames() {
    return List.of("first", "second");
  }
}
