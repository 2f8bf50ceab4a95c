package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowSplitTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 129, 784, 2048, 5001})
  void thePartsHaveEachRowOnceFromTheLastToTheFirst(int rows) {
    for (int members : new int[] {1, 2, 3, 5, 8, 100}) {
      for (int runMax : new int[] {1, 40, 128}) {
        int[] times = new int[rows];
        for (int member = 0; member < members; member++) {
          count(RowSplit.of(rows, member, members), rows, runMax, times);
        }
        assertThat(times).as("%d members, runs of %d", members, runMax).containsOnly(ones(rows));
      }
    }
  }

  private static void count(RowSplit split, int rows, int runMax, int[] times) {
    int before = rows;
    for (int from = split.lastRun(rows, runMax);
        from >= 0;
        from = split.runBefore(from, rows, runMax)) {
      int end = split.runEnd(from, rows, runMax);
      assertThat(end - from).isBetween(1, runMax);
      assertThat(end).isLessThanOrEqualTo(before);
      for (int row = from; row < end; row++) {
        times[row]++;
      }
      before = from;
    }
  }

  private static int[] ones(int rows) {
    return rows == 0 ? new int[0] : new int[] {1};
  }

  /// The first and the last rows of a picture are background, and cost nothing.
  @Test
  void blocksOfAPartLieApart() {
    assertThat(RowSplit.of(784, 1, 2)).isEqualTo(new RowSplit(104, 1, 2));
    assertThat(RowSplit.of(2048, 0, 4)).isEqualTo(new RowSplit(128, 0, 4));
    assertThat(RowSplit.of(784, 0, 1)).isEqualTo(RowSplit.WHOLE);
  }

  @Test
  void whereThereAreFewRowsTheLastPartsHaveNone() {
    assertThat(RowSplit.of(20, 2, 8).isEmpty(20)).isFalse();
    assertThat(RowSplit.of(20, 3, 8).isEmpty(20)).isTrue();
    assertThat(RowSplit.WHOLE.isEmpty(0)).isTrue();
  }

  @Test
  void aPartThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> RowSplit.of(10, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("member 2 of 2, 8 rows a block");
    assertThatThrownBy(() -> new RowSplit(0, 0, 1)).hasMessage("member 0 of 1, 0 rows a block");
  }
}
