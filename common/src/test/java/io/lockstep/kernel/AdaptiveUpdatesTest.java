package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.assertSameBits;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The loops of the adaptive optimisers on vectors against their definition, bit for bit, on
/// numbers of any size at lengths and offsets that fit no vector. That the definition is what
/// papers and other trainers say is shown where the optimisers are.
final class AdaptiveUpdatesTest {

  private static final int ROUNDS = 3;

  /// Slices of five arrays, each at an offset of its own: parameters, three moments, the gradient.
  private record Slices(float[] w, float[] m, float[] v, float[] h, float[] g) {

    static Slices random(int length) {
      Random random = new Random(7 + length);
      return new Slices(
          numbers(random, length + 1),
          numbers(random, length + 2),
          magnitudes(random, length + 3),
          magnitudes(random, length + 4),
          numbers(random, length + 5));
    }

    Slices copy() {
      return new Slices(w.clone(), m.clone(), v.clone(), h.clone(), g.clone());
    }
  }

  private interface Loop {
    void run(Updates updates, Slices s, int length);
  }

  private record Case(String name, Loop loop) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    AdamFactors f = factors();
    return Stream.of(
        new Case("adagrad", (u, s, n) -> u.adagrad(0.1f, 1e-8f, 0.01f, s.w, 1, s.v, 3, s.g, 5, n)),
        new Case(
            "rmsprop",
            (u, s, n) -> u.rmsProp(0.1f, 0.9f, 0.1f, 1e-8f, 0.01f, s.w, 1, s.v, 3, s.g, 5, n)),
        new Case(
            "rmsprop with momentum",
            (u, s, n) ->
                u.rmsPropMomentum(
                    0.1f, 0.9f, 0.1f, 1e-8f, 0.8f, 0.01f, s.w, 1, s.v, 3, s.m, 2, s.g, 5, n)),
        new Case(
            "adadelta",
            (u, s, n) ->
                u.adadelta(0.1f, 0.9f, 0.1f, 1e-6f, 0.01f, s.w, 1, s.v, 3, s.h, 4, s.g, 5, n)),
        new Case("adam", (u, s, n) -> u.adam(f, s.w, 1, s.m, 2, s.v, 3, s.g, 5, n)),
        new Case("nadam", (u, s, n) -> u.nadam(f, s.w, 1, s.m, 2, s.v, 3, s.g, 5, n)),
        new Case("amsgrad", (u, s, n) -> u.amsGrad(f, s.w, 1, s.m, 2, s.v, 3, s.h, 4, s.g, 5, n)),
        new Case("lion", (u, s, n) -> u.lion(f, s.w, 1, s.m, 2, s.g, 5, n)),
        new Case("lars", (u, s, n) -> u.lars(0.1f, 0.9f, 0.01f, s.w, 1, s.m, 2, s.g, 5, n)),
        new Case("lamb", (u, s, n) -> u.lambDirection(f, s.w, 1, s.m, 2, s.v, 3, s.g, 5, n)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theTwinsGiveTheSameBits(Case each) {
    for (int length : Twins.LENGTHS) {
      Slices plain = Slices.random(length);
      Slices fast = plain.copy();
      for (int round = 0; round < ROUNDS; round++) {
        each.loop.run(Twins.SCALAR.updates(), plain, length);
        each.loop.run(Twins.VECTOR.updates(), fast, length);
      }
      assertSameBits(fast.w, plain.w, "parameters, length %d", length);
      assertSameBits(fast.m, plain.m, "first moment, length %d", length);
      assertSameBits(fast.v, plain.v, "second moment, length %d", length);
      assertSameBits(fast.h, plain.h, "third moment, length %d", length);
      assertSameBits(fast.g, plain.g, "gradient, length %d", length);
    }
  }

  static AdamFactors factors() {
    AdamFactors factors = new AdamFactors();
    factors.rate = 0.01f;
    factors.gradientRate = 0.003f;
    factors.rootFactor = 1.5f;
    factors.keepFirst = 0.9f;
    factors.takeFirst = 0.1f;
    factors.keepSecond = 0.998f;
    factors.takeSecond = 0.002f;
    factors.epsilon = 1e-8f;
    factors.gradientDecay = 0.02f;
    factors.keep = 0.999f;
    return factors;
  }

  private static float[] numbers(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      float magnitude = (float) Math.pow(2, random.nextInt(160) - 150);
      numbers[i] = random.nextInt(9) == 0 ? -0f : (random.nextFloat() - 0.5f) * magnitude;
    }
    return numbers;
  }

  private static float[] magnitudes(Random random, int length) {
    float[] magnitudes = numbers(random, length);
    for (int i = 0; i < length; i++) {
      magnitudes[i] = Math.abs(magnitudes[i]);
    }
    return magnitudes;
  }
}
