package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The updates of the optimisers: vectors against the definition, bit for bit, at lengths and
/// offsets that fit no vector.
final class UpdatesTest {

  private static final Kernels SCALAR = Kernels.scalar();
  private static final Kernels BEST = Kernels.best();

  private final Random random = new Random(11);

  /// Any size of number, subnormal ones and zeros of both signs among them.
  private float[] numbers(int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      float magnitude = (float) Math.pow(2, random.nextInt(160) - 150);
      numbers[i] = random.nextInt(9) == 0 ? -0f : (random.nextFloat() - 0.5f) * magnitude;
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 257})
  void vectorUpdatesHaveTheBitsOfTheDefinition(int length) {
    float[] g = numbers(length + 3);
    float[] w = numbers(length + 1);
    float[] m = numbers(length + 2);
    float[] v = numbers(length + 4);
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.abs(v[i]);
    }
    float[] otherW = w.clone();
    float[] otherM = m.clone();
    float[] otherV = v.clone();
    AdamFactors factors = factors();
    for (int round = 0; round < 3; round++) {
      update(SCALAR, factors, w, m, v, g, length);
      update(BEST, factors, otherW, otherM, otherV, g, length);
    }
    assertThat(otherW).isEqualTo(w);
    assertThat(otherM).isEqualTo(m);
    assertThat(otherV).isEqualTo(v);
  }

  private static void update(
      Kernels kernels,
      AdamFactors factors,
      float[] w,
      float[] m,
      float[] v,
      float[] g,
      int length) {
    kernels.sgd(0.1f, 0.01f, w, 1, g, 3, length);
    kernels.momentum(0.1f, 0.9f, 0.01f, w, 1, m, 2, g, 3, length);
    kernels.nesterov(0.1f, 0.9f, 0.01f, w, 1, m, 2, g, 3, length);
    kernels.adam(factors, w, 1, m, 2, v, 4, g, 3, length);
  }

  private static AdamFactors factors() {
    AdamFactors factors = new AdamFactors();
    factors.rate = 0.01f;
    factors.rootFactor = 1.5f;
    factors.keepFirst = 0.9f;
    factors.takeFirst = 0.1f;
    factors.keepSecond = 0.999f;
    factors.takeSecond = 0.001f;
    factors.epsilon = 1e-8f;
    factors.gradientDecay = 0.01f;
    factors.keep = 0.999f;
    return factors;
  }

  @Test
  void aVelocityThatOnlyDecaysEndsAtZeroAndNotAmongTheSubnormals() {
    for (Kernels kernels : new Kernels[] {SCALAR, BEST}) {
      float[] w = new float[40];
      float[] g = new float[40];
      float[] v = new float[40];
      java.util.Arrays.fill(v, 1f);
      for (int step = 0; step < 2000; step++) {
        kernels.momentum(0.1f, 0.9f, 0f, w, 0, v, 0, g, 0, 40);
      }
      assertThat(v).containsOnly(0f);
    }
  }
}
