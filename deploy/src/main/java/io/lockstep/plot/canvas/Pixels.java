package io.lockstep.plot.canvas;

import java.util.function.IntBinaryOperator;

/// The colours of an image. Immutable.
public final class Pixels {

  private final int columns;
  private final int rows;
  private final int[] rgb;

  /// @param rgbAt colour `0xrrggbb` by column, from the left, and row, from the top
  public Pixels(int columns, int rows, IntBinaryOperator rgbAt) {
    this.columns = columns;
    this.rows = rows;
    this.rgb = new int[Math.multiplyExact(columns, rows)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        rgb[row * columns + column] = rgbAt.applyAsInt(column, row) & 0xffffff;
      }
    }
  }

  public int columns() {
    return columns;
  }

  public int rows() {
    return rows;
  }

  public int rgb(int column, int row) {
    return rgb[row * columns + column];
  }
}
