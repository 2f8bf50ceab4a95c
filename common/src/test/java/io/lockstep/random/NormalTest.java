package io.lockstep.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NormalTest {

  private static final int COUNT = 1_000_000;

  /// `StrictMath.log` is within 1 ulp, so that 2 ulp from it are 3 at most from the truth.
  @Test
  void theLogarithmIsWithinThreeUlp() {
    Random random = new Random(5);
    double worst = 0;
    for (int i = 0; i < COUNT; i++) {
      double x = Math.scalb(1 + random.nextDouble(), random.nextInt(-120, 120));
      worst = Math.max(worst, ulps(x));
      double nearOne = 1 - Math.scalb(random.nextDouble(), -random.nextInt(1, 50));
      worst = Math.max(worst, ulps(nearOne));
    }
    assertThat(worst).isLessThanOrEqualTo(2);
    assertThat(Normal.log(1)).isZero();
    assertThat(Normal.log(2)).isEqualTo(StrictMath.log(2));
  }

  private static double ulps(double x) {
    double expected = StrictMath.log(x);
    return Math.abs(Normal.log(x) - expected) / Math.ulp(expected);
  }

  /// Standard errors of mean, variance, third and fourth moment of 10^6 numbers: 1e-3, 1.4e-3,
  /// 3.9e-3 (of 15/n) and 9.8e-3 (of 96/n).
  @Test
  void momentsAreThoseOfTheNormalDistribution() {
    double[] draws = draws();
    double[] moments = new double[5];
    for (double draw : draws) {
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(draw, power) / COUNT;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(5e-3));
    assertThat(moments[2]).isCloseTo(1, within(7e-3));
    assertThat(moments[3]).isCloseTo(0, within(2e-2));
    assertThat(moments[4]).isCloseTo(3, within(5e-2));
  }

  /// Quantiles of the normal distribution from tables; the standard error of the share below one is
  /// at most 5e-4.
  @Test
  void quantilesAreThoseOfTheNormalDistribution() {
    double[] draws = draws();
    Arrays.sort(draws);
    double[][] shareBelow = {
      {-3.0902323, 0.001},
      {-1.2815516, 0.1},
      {0, 0.5},
      {0.6744898, 0.75},
      {2.3263479, 0.99},
      {4.2648908, 0.99999}
    };
    for (double[] quantile : shareBelow) {
      int below = -Arrays.binarySearch(draws, quantile[0]) - 1;
      double error = Math.sqrt(quantile[1] * (1 - quantile[1]) / COUNT);
      assertThat((double) below / COUNT).isCloseTo(quantile[1], within(5 * error));
    }
  }

  @Test
  void aPrefixDoesNotDependOnTheLength() {
    long key = Keys.key(3, Purpose.INITIAL_WEIGHTS, 1);
    double[] five = new double[5];
    double[] six = new double[6];
    Normal.fill(key, 0, five, 5);
    Normal.fill(key, 0, six, 6);
    assertThat(Arrays.copyOf(six, 5)).containsExactly(five);
  }

  @Test
  void numbersAreTheSameWhereverOneBegins() {
    long key = Keys.key(3, Purpose.INITIAL_WEIGHTS, 1);
    double[] whole = new double[30];
    Normal.fill(key, 0, whole, 30);
    double[] tail = new double[30];
    Normal.fill(key, 8, tail, 21);
    assertThat(Arrays.copyOf(tail, 21)).containsExactly(Arrays.copyOfRange(whole, 8, 29));
    assertThat(tail[21]).isZero();
  }

  private static double[] draws() {
    double[] draws = new double[COUNT];
    Normal.fill(Keys.key(9, Purpose.INITIAL_WEIGHTS, 0), 0, draws, draws.length);
    return draws;
  }
}
