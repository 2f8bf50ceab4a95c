package io.lockstep.bench;

import io.lockstep.kernel.Activations;
import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.Updates;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A loop over numbers, by the name that a configuration has for it where it has one.
///
/// @param loop goes once over all of the numbers
record Curve(String name, Consumer<Numbers> loop) {

  private static final float RATE = 1e-3f;
  private static final float MOMENTUM = 0.9f;
  private static final float KEEP = 0.9f;
  private static final float TAKE = 0.1f;
  private static final float EPSILON = 1e-6f;

  /// Without it weights go on at an even pace; with it they would come to rest, and moments fade.
  private static final float NO_DECAY = 0f;

  /// Functions, then gradients, then updates of optimisers.
  static List<Curve> all() {
    return Stream.of(functions(), activations(), gradients(), updates())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Curve> functions() {
    return List.of(
        new Curve("exp", n -> n.kernels.exp(n.x, 0, n.y, 0, n.length)),
        new Curve("log", n -> n.kernels.log(n.positive, 0, n.y, 0, n.length)),
        new Curve("erf", n -> n.kernels.erf(n.x, 0, n.y, 0, n.length)),
        new Curve("log-cosh", n -> n.kernels.logCosh(n.x, 0, n.y, 0, n.length)),
        new Curve("softmax of one row", n -> n.kernels.softmax(n.x, 0, n.y, 0, 1, n.length)));
  }

  private static List<Curve> activations() {
    return List.of(
        new Curve("relu", n -> n.kernels.relu(n.x, 0, n.y, 0, n.length)),
        new Curve("leaky-relu", n -> n.kernels.leakyRelu(0.01f, n.x, 0, n.y, 0, n.length)),
        new Curve("tanh", n -> n.kernels.tanh(n.x, 0, n.y, 0, n.length)),
        new Curve("sigmoid", n -> n.kernels.sigmoid(n.x, 0, n.y, 0, n.length)),
        new Curve("elu", n -> n.activations.elu(1f, 1f, n.x, 0, n.y, 0, n.length)),
        new Curve(
            "selu",
            n ->
                n.activations.elu(
                    Activations.SELU_SCALE, Activations.SELU_BELOW, n.x, 0, n.y, 0, n.length)),
        new Curve("softplus", n -> n.activations.softplus(n.x, 0, n.y, 0, n.length)),
        new Curve("softsign", n -> n.activations.softsign(n.x, 0, n.y, 0, n.length)),
        new Curve("hard-sigmoid", n -> n.activations.hardSigmoid(n.x, 0, n.y, 0, n.length)),
        new Curve("hard-tanh", n -> n.activations.hardTanh(n.x, 0, n.y, 0, n.length)),
        new Curve("gelu", n -> n.activations.gelu(n.x, 0, n.y, 0, n.length)),
        new Curve("gelu-tanh", n -> n.activations.geluTanh(n.x, 0, n.y, 0, n.length)),
        new Curve("silu", n -> n.activations.silu(n.x, 0, n.y, 0, n.length)));
  }

  private static List<Curve> gradients() {
    return List.of(
        new Curve("relu gradient", n -> n.kernels.reluGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "leaky-relu gradient",
            n -> n.kernels.leakyReluGradient(0.01f, n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve("tanh gradient", n -> n.kernels.tanhGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "sigmoid gradient", n -> n.kernels.sigmoidGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "elu gradient",
            n -> n.activations.eluGradient(1f, 1f, n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "softplus gradient",
            n -> n.activations.softplusGradient(n.positive, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "softsign gradient",
            n -> n.activations.softsignGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "hard-sigmoid gradient",
            n -> n.activations.hardSigmoidGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "hard-tanh gradient",
            n -> n.activations.hardTanhGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "gelu gradient", n -> n.activations.geluGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "gelu-tanh gradient",
            n -> n.activations.geluTanhGradient(n.x, 0, n.g, 0, n.y, 0, n.length)),
        new Curve(
            "silu gradient", n -> n.activations.siluGradient(n.x, 0, n.g, 0, n.y, 0, n.length)));
  }

  private static List<Curve> updates() {
    return List.of(
        new Curve("sgd", n -> n.updates.sgd(RATE, NO_DECAY, n.x, 0, n.g, 0, n.length)),
        new Curve(
            "momentum",
            n -> n.updates.momentum(RATE, MOMENTUM, NO_DECAY, n.x, 0, n.m, 0, n.g, 0, n.length)),
        new Curve(
            "nesterov",
            n -> n.updates.nesterov(RATE, MOMENTUM, NO_DECAY, n.x, 0, n.m, 0, n.g, 0, n.length)),
        new Curve("adam", n -> n.updates.adam(n.factors, n.x, 0, n.m, 0, n.v, 0, n.g, 0, n.length)),
        new Curve(
            "adagrad",
            n -> n.updates.adagrad(RATE, EPSILON, NO_DECAY, n.x, 0, n.v, 0, n.g, 0, n.length)),
        new Curve(
            "rmsprop",
            n ->
                n.updates.rmsProp(
                    RATE, KEEP, TAKE, EPSILON, NO_DECAY, n.x, 0, n.v, 0, n.g, 0, n.length)),
        new Curve(
            "rmsprop with momentum",
            n ->
                n.updates.rmsPropMomentum(
                    RATE, KEEP, TAKE, EPSILON, MOMENTUM, NO_DECAY, n.x, 0, n.v, 0, n.m, 0, n.g, 0,
                    n.length)),
        new Curve(
            "adadelta",
            n ->
                n.updates.adadelta(
                    RATE, KEEP, TAKE, EPSILON, NO_DECAY, n.x, 0, n.v, 0, n.h, 0, n.g, 0, n.length)),
        new Curve(
            "nadam", n -> n.updates.nadam(n.factors, n.x, 0, n.m, 0, n.v, 0, n.g, 0, n.length)),
        new Curve(
            "amsgrad",
            n -> n.updates.amsGrad(n.factors, n.x, 0, n.m, 0, n.v, 0, n.h, 0, n.g, 0, n.length)),
        new Curve("lion", n -> n.updates.lion(n.factors, n.x, 0, n.m, 0, n.g, 0, n.length)),
        new Curve(
            "lars",
            n -> n.updates.lars(RATE, MOMENTUM, NO_DECAY, n.x, 0, n.m, 0, n.g, 0, n.length)),
        new Curve(
            "lamb direction",
            n -> n.updates.lambDirection(n.factors, n.x, 0, n.m, 0, n.v, 0, n.g, 0, n.length)));
  }

  /// What the loops of one twin read and write; always the same to begin with.
  static final class Numbers {

    private static final long SEED = 7;

    /// Where curves bend; beyond it most are flat.
    private static final double RANGE = 4;

    final int length;
    final float[] x;
    final float[] y;
    final float[] positive;
    final float[] g;
    final float[] m;
    final float[] v;
    final float[] h;

    private final Kernels kernels;
    private final Activations activations;
    private final Updates updates;
    private final AdamFactors factors = factors();

    Numbers(Kernels kernels, int length) {
      this.kernels = kernels;
      this.activations = kernels.activations();
      this.updates = kernels.updates();
      this.length = length;
      SplittableRandom random = new SplittableRandom(SEED);
      this.x = between(-RANGE, RANGE, random, length);
      this.positive = between(1 / RANGE, RANGE, random, length);
      this.g = between(-1, 1, random, length);
      this.y = new float[length];
      this.m = new float[length];
      this.v = new float[length];
      this.h = new float[length];
    }

    private static float[] between(double low, double high, SplittableRandom random, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextDouble(low, high);
      }
      return values;
    }

    private static AdamFactors factors() {
      AdamFactors factors = new AdamFactors();
      factors.rate = RATE;
      factors.gradientRate = TAKE * RATE;
      factors.rootFactor = 1f;
      factors.keepFirst = KEEP;
      factors.takeFirst = TAKE;
      factors.keepSecond = 0.999f;
      factors.takeSecond = 0.001f;
      factors.epsilon = EPSILON;
      factors.gradientDecay = NO_DECAY;
      factors.keep = 1f;
      return factors;
    }
  }
}
