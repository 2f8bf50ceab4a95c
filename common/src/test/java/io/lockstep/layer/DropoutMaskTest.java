package io.lockstep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.random.Keys;
import io.lockstep.random.Philox;
import io.lockstep.random.Purpose;
import io.lockstep.random.Uniform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DropoutMaskTest {

  private static final long KEY = Keys.key(42, Purpose.DROPOUT, 1);

  /// Widths below, at and above a multiple of four, and so wide that a row fills several rounds.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 33, 64, 257, 2048, 5001})
  void eachUnitIsDecidedByItsOwnCounter(int width) {
    int rows = 70;
    double rate = 0.3;
    long step = (1L << 35) + 17;
    float[] mask = new float[rows * width];
    new DropoutMask(rate, width).draw(KEY, step, 1000, 0, rows, mask);
    int blocks = Math.ceilDiv(width, 4);
    int[] words = new int[4];
    for (int row = 0; row < rows; row += 3) {
      for (int j = 0; j < width; j++) {
        Philox.block(KEY, j % blocks, 1000 + row, (int) step, (int) (step >>> 32), words, 0);
        boolean dropped = Uniform.of(words[j / blocks]) < rate;
        assertThat(mask[row * width + j])
            .as("row %d, unit %d", row, j)
            .isEqualTo(dropped ? 0 : (float) (1 / 0.7));
      }
    }
  }

  /// 10^6 units: the standard error of the share dropped is below 5e-4.
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9})
  void theShareDroppedIsTheRateAndTheExpectationStays(double rate) {
    float[] mask = new float[1_000_000];
    new DropoutMask(rate, 1000).draw(KEY, 1, 0, 0, 1000, mask);
    double sum = 0;
    int dropped = 0;
    for (float factor : mask) {
      sum += factor;
      dropped += factor == 0 ? 1 : 0;
    }
    assertThat(dropped / 1e6).isCloseTo(rate, within(rate == 0 ? 0 : 2.5e-3));
    assertThat(sum / 1e6).isCloseTo(1, within(2.5e-3 / (1 - rate)));
  }

  @Test
  void stepsAndLayersAndSeedsHaveMasksOfTheirOwn() {
    float[] first = mask(KEY, 1, 0);
    assertThat(mask(KEY, 1, 0)).containsExactly(first);
    assertThat(mask(KEY, 2, 0)).isNotEqualTo(first);
    assertThat(mask(Keys.key(42, Purpose.DROPOUT, 2), 1, 0)).isNotEqualTo(first);
    assertThat(mask(Keys.key(43, Purpose.DROPOUT, 1), 1, 0)).isNotEqualTo(first);
  }

  @Test
  void aRowIsTheSameWhereverItsBlockBegins() {
    float[] whole = mask(KEY, 7, 0);
    float[] tail = mask(KEY, 7, 4);
    assertThat(Arrays.copyOf(tail, 6 * 50)).containsExactly(Arrays.copyOfRange(whole, 200, 500));
    float[] part = new float[10 * 50];
    new DropoutMask(0.5, 50).draw(KEY, 7, 0, 4, 3, part);
    float[] expected = new float[10 * 50];
    System.arraycopy(whole, 200, expected, 200, 150);
    assertThat(part).containsExactly(expected);
  }

  private static float[] mask(long key, long step, int firstPosition) {
    float[] mask = new float[10 * 50];
    new DropoutMask(0.5, 50).draw(key, step, firstPosition, 0, 10, mask);
    return mask;
  }
}
