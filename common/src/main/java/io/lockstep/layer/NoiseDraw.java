package io.lockstep.layer;

import io.lockstep.kernel.Kernels;

/// Draws standard normal numbers for the units of rows: each of the `q` blocks of [RowWords] that a
/// row takes gives four numbers, and unit j has number `j / q` of block `j mod q`. Numbers come in
/// pairs, from two words each: a radius and an angle.
///
/// @see "Box and Muller, A Note on the Generation of Random Normal Deviates, 1958"
final class NoiseDraw {

  private static final float TURN = 6.2831855f;
  private static final int QUARTER = 1 << 22;

  private final int width;
  private final Kernels kernels;
  private final RowWords words;
  private final float[] radius;

  /// By number of a block, then block.
  private final float[][] numbers;

  NoiseDraw(int width, Kernels kernels) {
    this.width = width;
    this.kernels = kernels;
    this.words = new RowWords(width);
    int blocks = words.rowsAtOnce() * words.blocksPerRow();
    this.radius = new float[blocks];
    this.numbers = new float[4][blocks];
  }

  /// `y = x + deviation · z` for rows `[from, from + rows)`, which may be in place.
  ///
  /// @param firstPosition position in the batch of row 0
  void add(
      float deviation,
      long key,
      long step,
      int firstPosition,
      int from,
      int rows,
      float[] x,
      float[] y) {
    int blocksPerRow = words.blocksPerRow();
    for (int at = from; at < from + rows; at += words.rowsAtOnce()) {
      int count = Math.min(words.rowsAtOnce(), from + rows - at);
      int blocks = count * blocksPerRow;
      long[][] drawn = words.draw(key, step, firstPosition + at, count);
      pairs(drawn[0], drawn[1], numbers[0], numbers[1], blocks);
      pairs(drawn[2], drawn[3], numbers[2], numbers[3], blocks);
      for (int row = 0; row < count; row++) {
        addRow(deviation, row * blocksPerRow, (at + row) * width, x, y);
      }
    }
  }

  private void pairs(long[] high, long[] low, float[] first, float[] second, int count) {
    for (int i = 0; i < count; i++) {
      radius[i] = ((int) (high[i] >>> 8) + 1) * 0x1p-24f;
    }
    kernels.log(radius, 0, radius, 0, count);
    for (int i = 0; i < count; i++) {
      float length = (float) Math.sqrt(-2f * radius[i]);
      int angle = (int) (low[i] >>> 8);
      int quarter = angle + QUARTER / 2 >> 22;
      float t = (angle - quarter * QUARTER) * 0x1p-24f * TURN;
      float square = t * t;
      float sine =
          t + t * square * (-0.16666655f + square * (0.008332161f + square * -1.951530e-4f));
      float cosine =
          1f
              - 0.5f * square
              + square
                  * square
                  * (0.041666646f + square * (-0.0013887316f + square * 2.4433157e-5f));
      boolean turned = (quarter & 1) != 0;
      float along = turned ? sine : cosine;
      float across = turned ? cosine : sine;
      first[i] = (quarter + 1 & 2) != 0 ? -(length * along) : length * along;
      second[i] = (quarter & 2) != 0 ? -(length * across) : length * across;
    }
  }

  private void addRow(float deviation, int blockAt, int rowAt, float[] x, float[] y) {
    int blocksPerRow = words.blocksPerRow();
    for (int number = 0; number < 4; number++) {
      int run = number * blocksPerRow;
      int length = Math.min(blocksPerRow, width - run);
      float[] drawn = numbers[number];
      for (int i = 0; i < length; i++) {
        y[rowAt + run + i] = x[rowAt + run + i] + deviation * drawn[blockAt + i];
      }
    }
  }
}
