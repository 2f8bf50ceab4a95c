package io.lockstep.plot;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where in a plane each output is ahead, and how deep inside.
final class Regions {

  private final int columns;
  private final int rows;
  private final int[][] output;
  private final int[][] depth;

  private Regions(Plane plane) {
    columns = plane.columns();
    rows = plane.rows();
    output = new int[rows][columns];
    depth = new int[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        output[row][column] = plane.largest(column, row);
      }
    }
  }

  /// The point of an output's regions that is farthest from their borders.
  ///
  /// @param depth in points of the grid
  record Middle(int output, int column, int row, int depth) {}

  /// One for each output that is ahead somewhere, the deepest first.
  static List<Middle> middles(Plane plane) {
    return new Regions(plane).middles();
  }

  private List<Middle> middles() {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        depth[row][column] = 1 + Math.min(beside(row, column, -1, 0), beside(row, column, 0, -1));
      }
    }
    Map<Integer, Middle> deepest = new HashMap<>();
    for (int row = rows - 1; row >= 0; row--) {
      for (int column = columns - 1; column >= 0; column--) {
        int behind = Math.min(beside(row, column, 1, 0), beside(row, column, 0, 1));
        depth[row][column] = Math.min(depth[row][column], behind + 1);
        Middle found = new Middle(output[row][column], column, row, depth[row][column]);
        deepest.merge(
            found.output(), found, (one, other) -> other.depth() > one.depth() ? other : one);
      }
    }
    return deepest.values().stream()
        .sorted(Comparator.comparingInt(Middle::depth).reversed().thenComparing(Middle::output))
        .toList();
  }

  /// Depth of a neighbour; 0 beyond the border of the region or of the plane.
  private int beside(int row, int column, int down, int right) {
    int r = row + down;
    int c = column + right;
    boolean inside = r >= 0 && r < rows && c >= 0 && c < columns;
    return inside && output[r][c] == output[row][column] ? depth[r][c] : 0;
  }
}
