package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bounds that `docs/arithmetic.md` states.
final class MathBoundsTest {

  /// A prime, so that all mantissas come up; 2^32 over this many inputs are tried.
  private static final int STRIDE = 4099;

  private static final int BATCH = 4096;

  /// With `-Plong`: 2^32 over this many inputs.
  private static final int LONG_STRIDE = 61;

  private interface Function {
    void apply(Kernels kernels, float[] x, float[] y);
  }

  /// @param ulps that no error reaches
  private record Bound(String name, double ulps, Function function, DoubleUnaryOperator exact) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bound> bounds() {
    return Stream.of(
        new Bound("exp", 1.1, (k, x, y) -> k.exp(x, 0, y, 0, BATCH), StrictMath::exp),
        new Bound("log", 1, (k, x, y) -> k.log(x, 0, y, 0, BATCH), StrictMath::log),
        new Bound("tanh", 1.5, (k, x, y) -> k.tanh(x, 0, y, 0, BATCH), StrictMath::tanh),
        new Bound(
            "sigmoid",
            2.5,
            (k, x, y) -> k.sigmoid(x, 0, y, 0, BATCH),
            v -> 1 / (1 + StrictMath.exp(-v))),
        new Bound("erf", 2, (k, x, y) -> k.erf(x, 0, y, 0, BATCH), ErrorFunction::erf),
        new Bound(
            "log cosh", 2.5, (k, x, y) -> k.logCosh(x, 0, y, 0, BATCH), MathBoundsTest::logCosh),
        new Bound(
            "elu",
            1,
            (k, x, y) -> k.activations().elu(1f, 1f, x, 0, y, 0, BATCH),
            v -> v > 0 ? v : StrictMath.expm1(v)),
        new Bound(
            "softplus",
            2,
            (k, x, y) -> k.activations().softplus(x, 0, y, 0, BATCH),
            v -> Math.max(v, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(v)))),
        // Further below, the factor of the input is subnormal, and the product keeps what that
        // loses.
        new Bound(
            "gelu from -12.9 on",
            8,
            (k, x, y) -> k.activations().gelu(notBelow(-12.9f, x), 0, y, 0, BATCH),
            v -> v * ErrorFunction.normal(v)),
        new Bound(
            "silu from -87 on",
            3.5,
            (k, x, y) -> k.activations().silu(notBelow(-87f, x), 0, y, 0, BATCH),
            v -> v / (1 + StrictMath.exp(-v))));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void eachIsWithinItsBound(Bound bound) {
    assertThat(largestError(bound, STRIDE)).isLessThan(bound.ulps());
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("bounds")
  void eachIsWithinItsBoundAlsoWhenManyMoreAreTried(Bound bound) {
    assertThat(largestError(bound, LONG_STRIDE)).isLessThan(bound.ulps());
  }

  /// Changes x.
  private static float[] notBelow(float low, float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(low, x[i]);
    }
    return x;
  }

  /// Where it is near 0 the sum loses digits, so its bound is an absolute one.
  @Test
  void theSlopesOfGeluAndItsLikeAreWithinTheirBound() {
    assertThat(largestDifference(Activations::geluGradient, MathBoundsTest::geluSlope))
        .isLessThan(3e-7);
    assertThat(largestDifference(Activations::geluTanhGradient, MathBoundsTest::geluTanhSlope))
        .isLessThan(3e-7);
    assertThat(largestDifference(Activations::siluGradient, MathBoundsTest::siluSlope))
        .isLessThan(3e-7);
    assertThat(
            largestDifference(
                (k, x, xAt, dy, dyAt, y, yAt, n) -> k.geluTanh(x, xAt, y, yAt, n),
                v -> v / (1 + StrictMath.exp(-geluTanhScore(v)))))
        .isLessThan(3e-7);
  }

  private static double logCosh(double x) {
    double a = Math.abs(x);
    if (a < 1) {
      double half = StrictMath.sinh(a / 2);
      return StrictMath.log1p(2 * half * half);
    }
    return a - Math.log(2) + StrictMath.log1p(StrictMath.exp(-2 * a));
  }

  private static double geluSlope(double x) {
    return ErrorFunction.normal(x) + x * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double geluTanhScore(double x) {
    return 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
  }

  private static double geluTanhSlope(double x) {
    double p = 1 / (1 + StrictMath.exp(-geluTanhScore(x)));
    double q = 1 / (1 + StrictMath.exp(geluTanhScore(x)));
    return p + x * p * q * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
  }

  private static double siluSlope(double x) {
    double p = 1 / (1 + StrictMath.exp(-x));
    return p + x * p / (1 + StrictMath.exp(x));
  }

  private interface Slope {
    void apply(
        Activations k, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);
  }

  /// Over `[-30, 30]`, as a share of the input where that is above 1.
  private static double largestDifference(Slope slope, DoubleUnaryOperator exact) {
    float[] x = new float[BATCH];
    float[] ones = new float[BATCH];
    float[] dx = new float[BATCH];
    Arrays.fill(ones, 1f);
    double worst = 0;
    for (int batch = -150; batch < 150; batch++) {
      for (int i = 0; i < BATCH; i++) {
        x[i] = (batch + i / (float) BATCH) / 5;
      }
      slope.apply(VECTOR.activations(), x, 0, ones, 0, dx, 0, BATCH);
      for (int i = 0; i < BATCH; i++) {
        double difference = Math.abs(dx[i] - exact.applyAsDouble(x[i]));
        worst = Math.max(worst, difference / Math.max(1, Math.abs(x[i])));
      }
    }
    return worst;
  }

  @Test
  void specialValuesAreExact() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    float[] x = {0f, -0f, inf, -inf, nan, 1f, -1f, Float.MIN_VALUE, 200f, -200f};
    for (Kernels kernels : new Kernels[] {SCALAR, VECTOR}) {
      float[] y = new float[10];
      kernels.exp(x, 0, y, 0, 5);
      assertSameBits(y, new float[] {1f, 1f, inf, 0f, nan, 0, 0, 0, 0, 0}, "exp");
      kernels.log(x, 0, y, 0, 7);
      assertSameBits(y, new float[] {-inf, -inf, inf, nan, nan, 0f, nan, 0, 0, 0}, "log");
      kernels.tanh(x, 0, y, 0, 10);
      assertSameBits(
          new float[] {y[0], y[1], y[2], y[3], y[4], y[7], y[8], y[9]},
          new float[] {0f, -0f, 1f, -1f, nan, Float.MIN_VALUE, 1f, -1f},
          "tanh");
      kernels.erf(x, 0, y, 0, 5);
      assertSameBits(y(y), new float[] {0f, -0f, 1f, -1f, nan}, "erf");
      kernels.logCosh(x, 0, y, 0, 5);
      assertSameBits(y(y), new float[] {0f, 0f, inf, inf, nan}, "log cosh");
      kernels.activations().softplus(x, 0, y, 0, 5);
      assertSameBits(y(y), new float[] {0x1.62e43p-1f, 0x1.62e43p-1f, inf, 0f, nan}, "softplus");
      kernels.activations().gelu(new float[] {0f, -0f, inf, -1e30f, nan}, 0, y, 0, 5);
      assertSameBits(y(y), new float[] {0f, -0f, inf, -0f, nan}, "gelu");
      kernels.sigmoid(x, 0, y, 0, 5);
      assertSameBits(
          new float[] {y[0], y[1], y[2], y[3], y[4]},
          new float[] {0.5f, 0.5f, 1f, 0f, nan},
          "sigmoid");
    }
  }

  private static float[] y(float[] results) {
    return Arrays.copyOf(results, 5);
  }

  @Test
  void bothTwinsAgreeOnRandomBitPatterns() {
    Random random = new Random(20);
    float[] x = new float[1 << 16];
    float[] actual = new float[x.length];
    float[] expected = new float[x.length];
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat(random.nextInt());
      }
      SCALAR.exp(x, 0, expected, 0, x.length);
      VECTOR.exp(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "exp");
      SCALAR.log(x, 0, expected, 0, x.length);
      VECTOR.log(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "log");
      SCALAR.tanh(x, 0, expected, 0, x.length);
      VECTOR.tanh(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "tanh");
      SCALAR.sigmoid(x, 0, expected, 0, x.length);
      VECTOR.sigmoid(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "sigmoid");
      SCALAR.erf(x, 0, expected, 0, x.length);
      VECTOR.erf(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "erf");
      SCALAR.logCosh(x, 0, expected, 0, x.length);
      VECTOR.logCosh(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "log cosh");
      SCALAR.activations().softplus(x, 0, expected, 0, x.length);
      VECTOR.activations().softplus(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "softplus");
      SCALAR.activations().gelu(x, 0, expected, 0, x.length);
      VECTOR.activations().gelu(x, 0, actual, 0, x.length);
      assertSameBits(actual, expected, "gelu");
    }
  }

  /// Over every `stride`th bit pattern, in units of the last place of the exact result.
  private static double largestError(Bound bound, int stride) {
    float[] x = new float[BATCH];
    float[] y = new float[BATCH];
    double worst = 0;
    for (long bits = 0; bits < 1L << 32; ) {
      for (int i = 0; i < BATCH; i++, bits += stride) {
        x[i] = Float.intBitsToFloat((int) bits);
      }
      bound.function().apply(VECTOR, x, y);
      for (int i = 0; i < BATCH; i++) {
        double wanted = bound.exact().applyAsDouble(x[i]);
        if (Math.abs(wanted) < Float.MAX_VALUE) {
          worst = Math.max(worst, Math.abs(y[i] - wanted) / ulp(wanted));
        } else {
          assertThat(Float.floatToIntBits(y[i]))
              .as("of %s", x[i])
              .isEqualTo(Float.floatToIntBits((float) wanted));
        }
      }
    }
    return worst;
  }

  /// Distance of the binary32 numbers on both sides of `exact`. Taken from its own exponent:
  /// rounded first, a number just below a power of two would get the unit above it, twice as large.
  /// Subnormal numbers are 2^-149 apart.
  private static double ulp(double exact) {
    return Math.scalb(1.0, Math.max(Math.getExponent(exact), Float.MIN_EXPONENT) - 23);
  }
}
