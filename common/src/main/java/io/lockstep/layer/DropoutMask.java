package io.lockstep.layer;

import io.lockstep.random.Uniform;

/// Draws which units of which rows are dropped: of the `q` blocks of [RowWords] that a row takes,
/// word `j / q` of block `j mod q` decides unit j. So each word serves a run of neighbouring units,
/// which makes vector code.
final class DropoutMask {

  private final int width;
  private final long droppedBelow;
  private final float keptFactor;
  private final RowWords words;

  /// @param rate probability of a unit to be dropped, 0 to below 1
  DropoutMask(double rate, int width) {
    this.width = width;
    this.droppedBelow = Uniform.bound(rate);
    this.keptFactor = (float) (1 / (1 - rate));
    this.words = new RowWords(width);
  }

  /// Writes 0 for a dropped unit and `1 / (1 - rate)` for a kept one to rows `[from, from + rows)`
  /// of the mask.
  ///
  /// @param firstPosition position in the batch of row 0
  void draw(long key, long step, int firstPosition, int from, int rows, float[] mask) {
    int blocksPerRow = words.blocksPerRow();
    for (int at = from; at < from + rows; at += words.rowsAtOnce()) {
      int count = Math.min(words.rowsAtOnce(), from + rows - at);
      long[][] drawn = words.draw(key, step, firstPosition + at, count);
      for (int row = 0; row < count; row++) {
        decide(drawn, row * blocksPerRow, mask, (at + row) * width);
      }
    }
  }

  private void decide(long[][] drawn, int drawnAt, float[] mask, int maskAt) {
    int blocksPerRow = words.blocksPerRow();
    for (int word = 0; word < 4; word++) {
      int run = word * blocksPerRow;
      int length = Math.min(blocksPerRow, width - run);
      decideRun(drawn[word], drawnAt, mask, maskAt + run, length);
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
