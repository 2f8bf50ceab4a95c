package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The updates of the optimisers against their formulas written out here element by element, bit
/// for bit, at lengths and offsets that fit no vector.
final class UpdatesTest {

  private static final int ROUNDS = 3;
  private static final float RATE = 0.1f;
  private static final float MOMENTUM = 0.9f;
  private static final float DECAY = 0.01f;

  private enum Twin {
    SCALAR_TWIN(SCALAR),
    VECTOR_TWIN(VECTOR);

    private final Kernels kernels;

    Twin(Kernels kernels) {
      this.kernels = kernels;
    }
  }

  /// What an update works on, each slice at an offset of its own inside a larger array.
  private record Slices(float[] w, float[] m, float[] v, float[] g) {

    static Slices random(int length) {
      Random random = new Random(11 + length);
      float[] second = numbers(random, length + 9);
      for (int i = 0; i < second.length; i++) {
        second[i] = Math.abs(second[i]);
      }
      return new Slices(
          numbers(random, length + 6),
          numbers(random, length + 7),
          second,
          numbers(random, length + 8));
    }

    Slices copy() {
      return new Slices(w.clone(), m.clone(), v.clone(), g.clone());
    }
  }

  private interface Update {
    void apply(Kernels kernels, Slices slices, int length);
  }

  /// One element: index i of each slice is `w[1 + i]`, `m[2 + i]`, `v[4 + i]`, `g[3 + i]`.
  private interface Formula {
    void apply(Slices slices, int i);
  }

  /// Any size of number, subnormal ones and zeros of both signs among them.
  private static float[] numbers(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      float magnitude = (float) Math.pow(2, random.nextInt(160) - 150);
      numbers[i] = random.nextInt(9) == 0 ? -0f : (random.nextFloat() - 0.5f) * magnitude;
    }
    return numbers;
  }

  private static void assertFormula(Twin twin, Update update, Formula formula) {
    for (int length : Twins.LENGTHS) {
      Slices actual = Slices.random(length);
      Slices expected = actual.copy();
      for (int round = 0; round < ROUNDS; round++) {
        update.apply(twin.kernels, actual, length);
        for (int i = 0; i < length; i++) {
          formula.apply(expected, i);
        }
      }
      assertSameBits(actual.w, expected.w, "parameters, length %d", length);
      assertSameBits(actual.m, expected.m, "first moment, length %d", length);
      assertSameBits(actual.v, expected.v, "second moment, length %d", length);
      assertSameBits(actual.g, expected.g, "gradient, length %d", length);
    }
  }

  private static float flushed(float moment) {
    return Math.abs(moment) < 0x1p-126f ? 0f : moment;
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void sgdIsItsFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) -> kernels.updates().sgd(RATE, DECAY, s.w, 1, s.g, 3, length),
        (s, i) -> {
          float decayed = DECAY * s.w[1 + i];
          float slope = s.g[3 + i] + decayed;
          float change = RATE * slope;
          s.w[1 + i] = s.w[1 + i] - change;
        });
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void momentumIsItsFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) ->
            kernels.updates().momentum(RATE, MOMENTUM, DECAY, s.w, 1, s.m, 2, s.g, 3, length),
        (s, i) -> {
          float decayed = DECAY * s.w[1 + i];
          float slope = s.g[3 + i] + decayed;
          float kept = MOMENTUM * s.m[2 + i];
          s.m[2 + i] = flushed(kept + slope);
          float change = RATE * s.m[2 + i];
          s.w[1 + i] = s.w[1 + i] - change;
        });
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void nesterovIsItsFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) ->
            kernels.updates().nesterov(RATE, MOMENTUM, DECAY, s.w, 1, s.m, 2, s.g, 3, length),
        (s, i) -> {
          float decayed = DECAY * s.w[1 + i];
          float slope = s.g[3 + i] + decayed;
          float kept = MOMENTUM * s.m[2 + i];
          s.m[2 + i] = flushed(kept + slope);
          float ahead = MOMENTUM * s.m[2 + i];
          float change = RATE * (slope + ahead);
          s.w[1 + i] = s.w[1 + i] - change;
        });
  }

  /// With both kinds of decay at once, so that it is Adam and AdamW in one.
  @ParameterizedTest
  @EnumSource(Twin.class)
  void adamIsItsFormula(Twin twin) {
    AdamFactors f = factors();
    assertFormula(
        twin,
        (kernels, s, length) -> kernels.updates().adam(f, s.w, 1, s.m, 2, s.v, 4, s.g, 3, length),
        (s, i) -> {
          float kept = s.w[1 + i] * 0.999f;
          float decayed = 0.02f * kept;
          float slope = s.g[3 + i] + decayed;
          float firstKept = 0.9f * s.m[2 + i];
          float firstTaken = 0.1f * slope;
          s.m[2 + i] = flushed(firstKept + firstTaken);
          float secondKept = 0.998f * s.v[4 + i];
          float secondTaken = 0.002f * slope;
          secondTaken = secondTaken * slope;
          s.v[4 + i] = flushed(secondKept + secondTaken);
          float root = (float) Math.sqrt(s.v[4 + i]);
          float deviation = root * 1.5f;
          deviation = deviation + 1e-8f;
          float quotient = s.m[2 + i] / deviation;
          float change = 0.01f * quotient;
          s.w[1 + i] = kept - change;
        });
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void clippingIsItsFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) -> kernels.gradients().clip(0.25f, s.g, 3, length),
        (s, i) -> {
          float g = s.g[3 + i];
          s.g[3 + i] = g > 0.25f ? 0.25f : g < -0.25f ? -0.25f : g;
        });
    float[] worse = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
    float[] many = Arrays.copyOf(worse, 64);
    System.arraycopy(worse, 0, many, 30, 4);
    twin.kernels.gradients().clip(2f, many, 0, 64);
    assertThat(Arrays.copyOfRange(many, 30, 34)).containsExactly(Float.NaN, 2f, -2f, -0f);
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void penaltiesAreTheirFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) -> kernels.gradients().penalize(0.3f, 0.02f, s.w, 1, s.g, 3, length),
        (s, i) -> {
          float quadratic = 0.02f * s.w[1 + i];
          float linear = 0.3f * (s.w[1 + i] > 0 ? 1f : s.w[1 + i] < 0 ? -1f : 0f);
          float both = quadratic + linear;
          s.g[3 + i] = s.g[3 + i] + both;
        });
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void statisticsAreTheirFormula(Twin twin) {
    assertFormula(
        twin,
        (kernels, s, length) -> kernels.gradients().follow(0.9f, 0.1f, s.w, 1, s.g, 3, length),
        (s, i) -> {
          float kept = 0.9f * s.w[1 + i];
          float taken = 0.1f * s.g[3 + i];
          s.w[1 + i] = flushed(kept + taken);
        });
  }

  @ParameterizedTest
  @EnumSource(Twin.class)
  void squaresGoIntoSixteenPartialSumsFromAnyPlaceOn(Twin twin) {
    for (int length : Twins.LENGTHS) {
      for (int first : new int[] {0, 1, 7, 15}) {
        float[] x = numbers(new Random(length), length + 5);
        float[] y = numbers(new Random(length + 1), length + 5);
        double[] expected = new double[16];
        double[] expectedOfDifference = new double[16];
        for (int i = 0; i < 16; i++) {
          expected[i] = i;
          expectedOfDifference[i] = i;
        }
        double[] actual = expected.clone();
        double[] actualOfDifference = expected.clone();
        for (int i = 0; i < length; i++) {
          double square = (double) x[5 + i] * x[5 + i];
          expected[(first + i) % 16] += square;
          float difference = x[5 + i] - y[3 + i];
          double squareOfDifference = (double) difference * difference;
          expectedOfDifference[(first + i) % 16] += squareOfDifference;
        }
        twin.kernels.gradients().squares(x, 5, length, first, actual);
        twin.kernels.gradients().squaresOfDifference(x, 5, y, 3, length, first, actualOfDifference);
        assertThat(actual).as("%d from %d on", length, first).containsExactly(expected);
        assertThat(actualOfDifference)
            .as("%d from %d on", length, first)
            .containsExactly(expectedOfDifference);
      }
    }
  }

  private static AdamFactors factors() {
    AdamFactors factors = new AdamFactors();
    factors.rate = 0.01f;
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

  @ParameterizedTest
  @EnumSource(Twin.class)
  void aVelocityThatOnlyDecaysEndsAtZeroAndNotAmongTheSubnormals(Twin twin) {
    float[] w = new float[40];
    float[] g = new float[40];
    float[] v = new float[40];
    Arrays.fill(v, 1f);
    for (int step = 0; step < 2000; step++) {
      twin.kernels.updates().momentum(0.1f, 0.9f, 0f, w, 0, v, 0, g, 0, 40);
    }
    assertThat(v).containsOnly(0f);
  }
}
