package io.lockstep.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a model gives at the points of a grid over two inputs. Immutable.
public final class Plane {

  private final Range x;
  private final Range y;
  private final int columns;
  private final int rows;
  private final int outputs;
  private final float[] values;

  /// One input of the model.
  ///
  /// @param low of the grid's first point
  /// @param high of its last one, above `low`
  public record Range(String name, double low, double high) {

    public Range {
      if (!(high > low)) {
        throw new IllegalArgumentException("a range from %s to %s".formatted(low, high));
      }
    }

    /// Around all finite values, with some room.
    public static Range around(String name, double[] values) {
      Axis axis = Axis.linear(least(values), most(values), 0, 1);
      return new Range(name, axis.low(), axis.high());
    }

    private static double least(double[] values) {
      return Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    }

    private static double most(double[] values) {
      return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    }

    double at(double share) {
      return low + share * (high - low);
    }
  }

  /// The model, asked at several points at once.
  @FunctionalInterface
  public interface Model {

    /// @param x of each point
    /// @param y of each point
    /// @return row-major `[points × outputs]`
    float[] at(double[] x, double[] y);
  }

  /// @param size points from left to right; four fifths of it from below to above
  public Plane(Range x, Range y, int size, Model model) {
    this.x = x;
    this.y = y;
    this.columns = size;
    this.rows = size * 4 / 5;
    double[] allX = new double[columns * rows];
    double[] allY = new double[columns * rows];
    for (int i = 0; i < allX.length; i++) {
      allX[i] = x.at((double) (i % columns) / (columns - 1));
      allY[i] = y.at((double) (i / columns) / (rows - 1));
    }
    this.values = model.at(allX, allY);
    this.outputs = values.length / allX.length;
  }

  Range x() {
    return x;
  }

  Range y() {
    return y;
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  int outputs() {
    return outputs;
  }

  /// @param row from below
  double value(int column, int row, int output) {
    return values[(row * columns + column) * outputs + output];
  }

  double xOf(int column) {
    return x.at((double) column / (columns - 1));
  }

  double yOf(int row) {
    return y.at((double) row / (rows - 1));
  }

  /// The output with the largest value.
  int largest(int column, int row) {
    int largest = 0;
    for (int output = 1; output < outputs; output++) {
      largest = value(column, row, output) > value(column, row, largest) ? output : largest;
    }
    return largest;
  }

  /// How far an output is ahead of all others; below 0 where one of them is ahead.
  double lead(int column, int row, int output) {
    double others = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < outputs; other++) {
      others = other == output ? others : Math.max(others, value(column, row, other));
    }
    return value(column, row, output) - others;
  }

  /// Values between those of the grid, weighted by how near they are.
  ///
  /// @param column 0 to columns - 1, also between
  /// @param row 0 to rows - 1, also between
  double between(double column, double row, int output) {
    int left = (int) Math.min(column, columns - 2.0);
    int below = (int) Math.min(row, rows - 2.0);
    double right = column - left;
    double above = row - below;
    double lower =
        (1 - right) * value(left, below, output) + right * value(left + 1, below, output);
    double upper =
        (1 - right) * value(left, below + 1, output) + right * value(left + 1, below + 1, output);
    return (1 - above) * lower + above * upper;
  }

  /// How far the largest output is ahead of the next one, between values of the grid.
  double leadBetween(double column, double row) {
    double first = Double.NEGATIVE_INFINITY;
    double second = Double.NEGATIVE_INFINITY;
    for (int output = 0; output < outputs; output++) {
      double value = between(column, row, output);
      second = Math.max(second, Math.min(first, value));
      first = Math.max(first, value);
    }
    return first - second;
  }

  /// Of all points of the grid.
  double greatestLead() {
    double greatest = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        greatest = Math.max(greatest, lead(column, row, largest(column, row)));
      }
    }
    return greatest;
  }

  double least() {
    double least = Double.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  double most() {
    double most = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }

  /// Pieces of the line on which an output is neither ahead of the others nor behind, in columns
  /// and rows: marching squares.
  List<List<double[]>> border(int output) {
    List<List<double[]>> pieces = new ArrayList<>();
    for (int row = 0; row + 1 < rows; row++) {
      for (int column = 0; column + 1 < columns; column++) {
        addPieces(column, row, output, pieces);
      }
    }
    return pieces;
  }

  private void addPieces(int column, int row, int output, List<List<double[]>> pieces) {
    int[][] corners = {{column, row}, {column + 1, row}, {column + 1, row + 1}, {column, row + 1}};
    List<double[]> crossings = new ArrayList<>();
    for (int side = 0; side < 4; side++) {
      int[] from = corners[side];
      int[] to = corners[(side + 1) % 4];
      double first = lead(from[0], from[1], output);
      double second = lead(to[0], to[1], output);
      if (first >= 0 != second >= 0) {
        double share = first / (first - second);
        crossings.add(
            new double[] {
              from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])
            });
      }
    }
    for (int i = 0; i + 1 < crossings.size(); i += 2) {
      pieces.add(List.of(crossings.get(i), crossings.get(i + 1)));
    }
  }
}
