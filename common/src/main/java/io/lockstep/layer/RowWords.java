package io.lockstep.layer;

import io.lockstep.random.Philox;
import java.util.Arrays;

/// Random words for the units of rows. A row of `width` units takes `q = ceil(width / 4)` blocks of
/// four words; block b of a row has the counter `(b, position in the batch, step, step >> 32)`.
/// Many blocks are drawn at once, which makes vector code.
final class RowWords {

  /// Four arrays of this many longs stay in the first-level cache.
  private static final int BLOCKS_AT_ONCE = 512;

  private final int blocksPerRow;
  private final int rowsAtOnce;
  private final long[][] words;

  RowWords(int width) {
    this.blocksPerRow = Math.ceilDiv(width, 4);
    this.rowsAtOnce = Math.max(1, BLOCKS_AT_ONCE / blocksPerRow);
    this.words = new long[4][rowsAtOnce * blocksPerRow];
  }

  int blocksPerRow() {
    return blocksPerRow;
  }

  /// Rows that may be drawn at once.
  int rowsAtOnce() {
    return rowsAtOnce;
  }

  /// Draws the words of so many rows.
  ///
  /// @param firstPosition position in the batch of the first of them
  /// @return by number of a word in its block, then row, then block; overwritten by the next call
  long[][] draw(long key, long step, int firstPosition, int rows) {
    for (int row = 0; row < rows; row++) {
      int at = row * blocksPerRow;
      for (int block = 0; block < blocksPerRow; block++) {
        words[0][at + block] = block;
      }
      Arrays.fill(words[1], at, at + blocksPerRow, firstPosition + row);
    }
    int blocks = rows * blocksPerRow;
    Arrays.fill(words[2], 0, blocks, step & 0xFFFFFFFFL);
    Arrays.fill(words[3], 0, blocks, step >>> 32);
    Philox.blocks(key, words[0], words[1], words[2], words[3], blocks);
    return words;
  }
}
