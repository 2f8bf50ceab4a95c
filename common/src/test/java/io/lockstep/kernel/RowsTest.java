package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowsTest {

  private static final int[] WIDTHS = {1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 33, 48, 100, 257};

  @Test
  void aRowIsSummedInSixteenPartialsAndATree() {
    for (int length = 0; length < 100; length++) {
      float[] x = Twins.numbers(new Random(length), length + 3);
      float[] partial = new float[16];
      for (int i = 0; i < length; i++) {
        partial[i % 16] += x[3 + i];
      }
      for (int half = 8; half >= 1; half /= 2) {
        for (int i = 0; i < half; i++) {
          partial[i] += partial[i + half];
        }
      }
      assertThat(SCALAR.rowSum(x, 3, length)).isEqualTo(partial[0]);
      assertThat(VECTOR.rowSum(x, 3, length)).isEqualTo(partial[0]);
    }
  }

  @Test
  void anOverflowInARowIsSeenByBoth() {
    for (int width : WIDTHS) {
      float[] x = Twins.numbersAndWorse(new Random(width), width);
      assertSameBits(
          new float[] {VECTOR.rowSum(x, 0, width)},
          new float[] {SCALAR.rowSum(x, 0, width)},
          "sum of %d",
          width);
    }
  }

  @Test
  void logSoftmaxGivesTheBitsOfTheScalarTwinAndTheLogarithmOfSoftmax() {
    for (int width : WIDTHS) {
      for (int rows : new int[] {0, 1, 2, 5, 20}) {
        float[] x = scores(width, 2 + rows * width);
        float[] expected = new float[rows * width + 3];
        float[] actual = new float[rows * width + 3];
        SCALAR.logSoftmax(x, 2, expected, 1, rows, width);
        VECTOR.logSoftmax(x, 2, actual, 1, rows, width);
        assertSameBits(actual, expected, "log-softmax of %d rows of %d", rows, width);
      }
    }
    float[] y = new float[3];
    SCALAR.logSoftmax(new float[] {1000, 1000, -1000}, 0, y, 0, 1, 3);
    assertThat(y).containsExactly(-0x1.62e43p-1f, -0x1.62e43p-1f, -2000.6931f);
  }

  @Test
  void softmaxGivesTheBitsOfTheScalarTwin() {
    for (int width : WIDTHS) {
      for (int rows : new int[] {0, 1, 2, 5, 20}) {
        float[] x = scores(width, 2 + rows * width);
        float[] expected = new float[rows * width + 3];
        float[] actual = new float[rows * width + 3];
        SCALAR.softmax(x, 2, expected, 1, rows, width);
        VECTOR.softmax(x, 2, actual, 1, rows, width);
        assertSameBits(actual, expected, "softmax of %d rows of %d", rows, width);
        VECTOR.softmax(x, 2, x, 2, rows, width);
        for (int i = 0; i < rows * width; i++) {
          assertThat(x[2 + i]).isEqualTo(expected[1 + i]);
        }
      }
    }
  }

  @Test
  void crossEntropyGivesTheBitsOfTheScalarTwin() {
    for (int width : WIDTHS) {
      int rows = 19;
      float[] x = scores(width, 2 + rows * width);
      float[] classes = new float[rows];
      Random random = new Random(width);
      for (int r = 0; r < rows; r++) {
        classes[r] = random.nextInt(width);
      }
      float[] expected = new float[rows * width + 3];
      float[] expectedLoss = new float[rows + 2];
      SCALAR.softmaxCrossEntropy(x, 2, classes, 0, expected, 1, expectedLoss, 1, rows, width);
      float[] actual = new float[rows * width + 3];
      float[] actualLoss = new float[rows + 2];
      VECTOR.softmaxCrossEntropy(x, 2, classes, 0, actual, 1, actualLoss, 1, rows, width);
      assertSameBits(actual, expected, "gradient of %d rows of %d", rows, width);
      assertSameBits(actualLoss, expectedLoss, "loss of %d rows of %d", rows, width);
      VECTOR.softmaxCrossEntropy(x, 2, classes, 0, x, 2, actualLoss, 1, rows, width);
      assertSameBits(actualLoss, expectedLoss, "loss in place, width %d", width);
      for (int i = 0; i < rows * width; i++) {
        assertThat(x[2 + i]).isEqualTo(expected[1 + i]);
      }
    }
  }

  /// Scores that no healthy run has, as rows of one matrix: NaN and infinities here and there, no
  /// number at all, everything at -∞, a single +∞, overflowing differences.
  private static float[] worse(int width) {
    Random random = new Random(width);
    float[] x = new float[WORSE_ROWS * width];
    for (int r = 0; r < WORSE_ROWS; r++) {
      float[] row = r % 2 == 0 ? scores(width + r, width) : Twins.numbersAndWorse(random, width);
      int one = random.nextInt(width);
      switch (r) {
        case 2 -> Arrays.fill(row, Float.NEGATIVE_INFINITY);
        case 3 -> Arrays.fill(row, Float.NaN);
        case 4 -> row[one] = Float.POSITIVE_INFINITY;
        case 6 -> row[one] = Float.NaN;
        case 8 -> row[one] = Float.NEGATIVE_INFINITY;
        case 10 -> Arrays.fill(row, Float.POSITIVE_INFINITY);
        case 12 -> {
          Arrays.fill(row, Float.NEGATIVE_INFINITY);
          row[one] = 1f;
        }
        case 14 -> {
          Arrays.fill(row, -Float.MAX_VALUE);
          row[one] = Float.MAX_VALUE;
        }
        default -> {}
      }
      System.arraycopy(row, 0, x, r * width, width);
    }
    return x;
  }

  private static final int WORSE_ROWS = 21;

  @Test
  void softmaxOfWorseScoresGivesTheBitsOfTheScalarTwin() {
    for (int width : WIDTHS) {
      float[] x = worse(width);
      float[] expected = new float[x.length];
      float[] actual = new float[x.length];
      SCALAR.softmax(x, 0, expected, 0, WORSE_ROWS, width);
      VECTOR.softmax(x, 0, actual, 0, WORSE_ROWS, width);
      assertSameBits(actual, expected, "softmax of worse rows of %d", width);
    }
  }

  @Test
  void crossEntropyOfWorseScoresGivesTheBitsOfTheScalarTwin() {
    for (int width : WIDTHS) {
      float[] x = worse(width);
      float[] classes = new float[WORSE_ROWS];
      Random random = new Random(width);
      for (int r = 0; r < WORSE_ROWS; r++) {
        classes[r] = random.nextInt(width);
      }
      float[] expected = new float[x.length];
      float[] expectedLoss = new float[WORSE_ROWS];
      float[] actual = new float[x.length];
      float[] actualLoss = new float[WORSE_ROWS];
      SCALAR.softmaxCrossEntropy(x, 0, classes, 0, expected, 0, expectedLoss, 0, WORSE_ROWS, width);
      VECTOR.softmaxCrossEntropy(x, 0, classes, 0, actual, 0, actualLoss, 0, WORSE_ROWS, width);
      assertSameBits(actual, expected, "gradient of worse rows of %d", width);
      assertSameBits(actualLoss, expectedLoss, "loss of worse rows of %d", width);
    }
  }

  /// By the definition: the largest element that is not NaN, then NaN from whatever is left.
  @Test
  void worseScoresGiveWhatTheDefinitionSays() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    for (int width : new int[] {3, 16, 100}) {
      for (Kernels kernels : new Kernels[] {SCALAR, VECTOR}) {
        float[] x = new float[3 * width];
        Arrays.fill(x, 0, width, -inf);
        Arrays.fill(x, width, 2 * width, 1f);
        x[2 * width - 1] = inf;
        Arrays.fill(x, 2 * width, 3 * width, 1f);
        x[2 * width] = nan;
        float[] y = new float[3 * width];
        kernels.softmax(x, 0, y, 0, 3, width);
        assertThat(y[0]).as("all at -∞").isNaN();
        assertThat(y[width]).as("beside +∞").isNaN();
        assertThat(y[2 * width - 1]).as("+∞ itself").isNaN();
        assertThat(y[3 * width - 1]).as("beside NaN").isNaN();
      }
    }
  }

  @Test
  void crossEntropyIsWhatItsFormulaSays() {
    float[] x = {1f, 2f, 0.5f, -3f, 1000f, 0f};
    float[] dx = new float[6];
    float[] loss = new float[2];
    VECTOR.softmaxCrossEntropy(x, 0, new float[] {1f, 2f}, 0, dx, 0, loss, 0, 2, 3);
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(0.5);
    assertThat((double) loss[0]).isCloseTo(Math.log(sum) - 2, within(1e-6));
    assertThat((double) dx[0]).isCloseTo(Math.exp(1) / sum, within(1e-6));
    assertThat((double) dx[1]).isCloseTo(Math.exp(2) / sum - 1, within(1e-6));
    assertThat(loss[1]).isEqualTo(1000f);
    assertThat(dx[4]).isEqualTo(1f);
  }

  @Test
  void aScoreThatIsNaNMakesItsRowNaNAndNoOther() {
    float[] x = {1f, Float.NaN, 2f, 1f, 0f, 2f};
    float[] dx = new float[6];
    float[] loss = new float[2];
    VECTOR.softmaxCrossEntropy(x, 0, new float[] {0f, 2f}, 0, dx, 0, loss, 0, 2, 3);
    assertThat(loss[0]).isNaN();
    assertThat(dx[0]).isNaN();
    assertThat(loss[1]).isFinite();
  }

  @Test
  void theFingerprintIsTheSameForBothTwins() {
    for (int length : new int[] {0, 1, 63, 64, 65, 127, 128, 1000, 5000}) {
      float[] x = Twins.numbersAndWorse(new Random(length), length + 4);
      assertThat(VECTOR.fingerprint(x, 3, length)).isEqualTo(SCALAR.fingerprint(x, 3, length));
    }
  }

  @Test
  void theFingerprintChangesWithEveryBitAndWithTheLength() {
    float[] x = Twins.numbers(new Random(3), 200);
    Set<Long> seen = new HashSet<>();
    seen.add(VECTOR.fingerprint(x, 0, 200));
    for (int i = 0; i < 200; i++) {
      for (int bit = 0; bit < 32; bit++) {
        float old = x[i];
        x[i] = Float.intBitsToFloat(Float.floatToRawIntBits(old) ^ 1 << bit);
        assertThat(seen.add(VECTOR.fingerprint(x, 0, 200))).isTrue();
        x[i] = old;
      }
    }
    for (int length = 0; length < 200; length++) {
      assertThat(seen.add(VECTOR.fingerprint(x, 0, length))).isTrue();
    }
    assertThat(VECTOR.fingerprint(new float[64], 0, 64))
        .isNotEqualTo(VECTOR.fingerprint(new float[128], 0, 128));
  }

  @Test
  void theFingerprintSeesSignsThatChangeInPairs() {
    float[] x = Twins.numbers(new Random(4), 256);
    long before = VECTOR.fingerprint(x, 0, 256);
    x[5] = -x[5];
    x[5 + 64] = -x[5 + 64];
    assertThat(VECTOR.fingerprint(x, 0, 256)).isNotEqualTo(before);
  }

  private static float[] scores(int seed, int length) {
    float[] x = Twins.numbers(new Random(seed), length);
    for (int i = 0; i < length; i++) {
      x[i] *= 20f;
    }
    return x;
  }

  @Test
  void oneNumberThatIsNotFiniteIsFoundWhereverItStands() {
    for (int length : new int[] {1, 7, 8, 31, 32, 33, 64, 100, 1000}) {
      assertFoundAnywhere(length);
    }
  }

  private static void assertFoundAnywhere(int length) {
    float[] x = new float[length + 5];
    Arrays.fill(x, Float.NaN);
    Arrays.fill(x, 3, 3 + length, -Float.MAX_VALUE);
    assertThat(VECTOR.isFinite(x, 3, length)).isTrue();
    assertThat(SCALAR.isFinite(x, 3, length)).isTrue();
    for (float bad :
        new float[] {Float.NaN, -Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int at = 3; at < 3 + length; at++) {
        float good = x[at];
        x[at] = bad;
        assertThat(VECTOR.isFinite(x, 3, length)).isFalse();
        assertThat(SCALAR.isFinite(x, 3, length)).isFalse();
        x[at] = good;
      }
    }
  }
}
