package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The bounds that `docs/arithmetic.md` states.
final class MathBoundsTest {

  /// A prime, so that all mantissas come up; 2^32 over this many inputs are tried.
  private static final int STRIDE = 4099;

  private static final int BATCH = 4096;

  private interface Function {
    void apply(Kernels kernels, float[] x, float[] y);
  }

  @Test
  void expIsWithinItsBound() {
    double ulps = largestError((k, x, y) -> k.exp(x, 0, y, 0, BATCH), StrictMath::exp);
    assertThat(ulps).isLessThan(1.0);
  }

  @Test
  void logIsWithinItsBound() {
    double ulps = largestError((k, x, y) -> k.log(x, 0, y, 0, BATCH), StrictMath::log);
    assertThat(ulps).isLessThan(1.0);
  }

  @Test
  void tanhIsWithinItsBound() {
    double ulps = largestError((k, x, y) -> k.tanh(x, 0, y, 0, BATCH), StrictMath::tanh);
    assertThat(ulps).isLessThan(1.5);
  }

  @Test
  void sigmoidIsWithinItsBound() {
    double ulps =
        largestError((k, x, y) -> k.sigmoid(x, 0, y, 0, BATCH), v -> 1 / (1 + StrictMath.exp(-v)));
    assertThat(ulps).isLessThan(2.5);
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
      kernels.sigmoid(x, 0, y, 0, 5);
      assertSameBits(
          new float[] {y[0], y[1], y[2], y[3], y[4]},
          new float[] {0.5f, 0.5f, 1f, 0f, nan},
          "sigmoid");
    }
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
    }
  }

  /// Over every [#STRIDE]th bit pattern, in units of the last place of the exact result.
  private static double largestError(Function function, DoubleUnaryOperator exact) {
    float[] x = new float[BATCH];
    float[] y = new float[BATCH];
    double worst = 0;
    for (long bits = 0; bits < 1L << 32; ) {
      for (int i = 0; i < BATCH; i++, bits += STRIDE) {
        x[i] = Float.intBitsToFloat((int) bits);
      }
      function.apply(VECTOR, x, y);
      for (int i = 0; i < BATCH; i++) {
        double wanted = exact.applyAsDouble(x[i]);
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
