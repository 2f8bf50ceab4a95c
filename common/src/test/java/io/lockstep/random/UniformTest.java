package io.lockstep.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class UniformTest {

  @Test
  void theRangeIsHalfOpen() {
    assertThat(Uniform.of(0)).isZero();
    assertThat(Uniform.of(-1)).isEqualTo(1 - 0x1p-24f).isLessThan(1);
    assertThat(Uniform.of(0x80000000)).isEqualTo(0.5f);
    assertThat(Uniform.of(-1, -1)).isEqualTo(1 - 0x1p-53).isLessThan(1);
  }

  @Test
  void theBoundDecidesAsTheComparisonDoes() {
    for (double probability : new double[] {0, 1e-9, 0.1, 0.2, 0.25, 0.5, 0.9, 1}) {
      int bound = Uniform.bound(probability);
      for (int word : new int[] {0, 1, 255, 256, 0x33333333, 0x40000000, 0x80000000, -257, -1}) {
        assertThat(word >>> 8 < bound)
            .as("%s of %s", word, probability)
            .isEqualTo(Uniform.of(word) < probability);
      }
    }
  }

  /// Mean and variance of 10^6 numbers: standard errors 2.9e-4 and 7.5e-5.
  @Test
  void numbersAreUniform() {
    double[] draws = new double[1_000_000];
    Uniform.fill(Keys.key(1, Purpose.INITIAL_WEIGHTS, 0), 0, draws, draws.length);
    double mean = 0;
    double square = 0;
    for (double draw : draws) {
      mean += draw / draws.length;
      square += draw * draw / draws.length;
    }
    assertThat(mean).isCloseTo(0.5, within(5 * 2.9e-4));
    assertThat(square - mean * mean).isCloseTo(1 / 12.0, within(5 * 7.5e-5));
  }

  @Test
  void numbersAreTheSameWhereverOneBegins() {
    long key = Keys.key(3, Purpose.INITIAL_WEIGHTS, 1);
    double[] whole = new double[30];
    Uniform.fill(key, 0, whole, 30);
    double[] tail = new double[30];
    Uniform.fill(key, 8, tail, 21);
    assertThat(Arrays.copyOf(tail, 21)).containsExactly(Arrays.copyOfRange(whole, 8, 29));
    assertThat(tail[21]).isZero();
  }
}
