package io.lockstep.layer;

import io.lockstep.random.Philox;
import io.lockstep.random.Uniform;
import java.util.Arrays;

/// Draws which units of which rows are dropped. A row of `width` units takes `q = ceil(width / 4)`
/// blocks of random words; unit j is decided by word `j / q` of block `j mod q`, whose counter is
/// `(j mod q, position in the batch, step, step >> 32)`. Many blocks are drawn at once, and each
/// word serves a run of neighbouring units: both make vector code.
final class DropoutMask {

  /// Four arrays of this many longs stay in the first-level cache.
  private static final int BLOCKS_AT_ONCE = 512;

  private final int width;
  private final long droppedBelow;
  private final float keptFactor;
  private final int blocksPerRow;
  private final int rowsAtOnce;
  private final long[][] words;

  /// @param rate probability of a unit to be dropped, 0 to below 1
  DropoutMask(double rate, int width) {
    this.width = width;
    this.droppedBelow = Uniform.bound(rate);
    this.keptFactor = (float) (1 / (1 - rate));
    this.blocksPerRow = Math.ceilDiv(width, 4);
    this.rowsAtOnce = Math.max(1, BLOCKS_AT_ONCE / blocksPerRow);
    this.words = new long[4][rowsAtOnce * blocksPerRow];
  }

  /// Writes 0 for a dropped unit and `1 / (1 - rate)` for a kept one to rows `[from, from + rows)`
  /// of the mask.
  ///
  /// @param firstPosition position in the batch of row 0
  void draw(long key, long step, int firstPosition, int from, int rows, float[] mask) {
    for (int at = from; at < from + rows; at += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, from + rows - at);
      count(step, firstPosition + at, count);
      Philox.blocks(key, words[0], words[1], words[2], words[3], count * blocksPerRow);
      for (int row = 0; row < count; row++) {
        decide(row * blocksPerRow, mask, (at + row) * width);
      }
    }
  }

  private void count(long step, int firstPosition, int rows) {
    for (int row = 0; row < rows; row++) {
      int at = row * blocksPerRow;
      for (int block = 0; block < blocksPerRow; block++) {
        words[0][at + block] = block;
      }
      Arrays.fill(words[1], at, at + blocksPerRow, firstPosition + row);
    }
    Arrays.fill(words[2], 0, rows * blocksPerRow, step & 0xFFFFFFFFL);
    Arrays.fill(words[3], 0, rows * blocksPerRow, step >>> 32);
  }

  private void decide(int wordsAt, float[] mask, int maskAt) {
    for (int word = 0; word < 4; word++) {
      int run = word * blocksPerRow;
      int length = Math.min(blocksPerRow, width - run);
      decideRun(words[word], wordsAt, mask, maskAt + run, length);
    }
  }

  /// `word >>> 8 < droppedBelow ? 0 : keptFactor` without a branch: the sign of a difference.
  private void decideRun(long[] drawn, int drawnAt, float[] mask, int maskAt, int length) {
    long lastDropped = droppedBelow - 1;
    float factor = keptFactor;
    for (int i = 0; i < length; i++) {
      mask[maskAt + i] = factor * (lastDropped - (drawn[drawnAt + i] >>> 8) >>> 63);
    }
  }
}
