package io.lockstep.kernel;

import java.util.Arrays;

/// The definition of [LayerKernels], as plain loops. Rows go one by one, so each chain of a column
/// is in their order.
public final class ScalarLayers implements LayerKernels {

  static final ScalarLayers INSTANCE = new ScalarLayers();

  private ScalarLayers() {}

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int width, float[] sums, int sumsAt, int columns) {
    Arrays.fill(sums, sumsAt, sumsAt + columns, 0f);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sums[sumsAt + c] += x[xAt + r * width + c];
      }
    }
  }

  @Override
  public void columnSquares(
      float[] x,
      int xAt,
      int rows,
      int width,
      float[] means,
      float[] sums,
      int columnAt,
      int columns) {
    Arrays.fill(sums, columnAt, columnAt + columns, 0f);
    for (int r = 0; r < rows; r++) {
      addSquares(x, xAt + r * width, means, sums, columnAt, columns);
    }
  }

  static void addSquares(
      float[] x, int xAt, float[] means, float[] sums, int columnAt, int columns) {
    for (int c = 0; c < columns; c++) {
      float d = x[xAt + c] - means[columnAt + c];
      sums[columnAt + c] += d * d;
    }
  }

  @Override
  public void columnDots(
      float[] dy,
      float[] x,
      int at,
      int rows,
      int width,
      float[] means,
      float[] inverses,
      float[] sums,
      int columnAt,
      int columns) {
    Arrays.fill(sums, columnAt, columnAt + columns, 0f);
    for (int r = 0; r < rows; r++) {
      addColumnDots(dy, x, at + r * width, means, inverses, sums, columnAt, columns);
    }
  }

  static void addColumnDots(
      float[] dy,
      float[] x,
      int at,
      float[] means,
      float[] inverses,
      float[] sums,
      int columnAt,
      int columns) {
    for (int c = 0; c < columns; c++) {
      float xhat = (x[at + c] - means[columnAt + c]) * inverses[columnAt + c];
      sums[columnAt + c] += dy[at + c] * xhat;
    }
  }

  @Override
  public void normalizeColumns(
      float[] x,
      float[] y,
      int at,
      int rows,
      int width,
      float[] means,
      int meansAt,
      float[] inverses,
      int inversesAt,
      float[] parameters,
      int scaleAt,
      int shiftAt) {
    for (int r = 0; r < rows; r++) {
      normalizeColumns(
          x,
          y,
          at + r * width,
          means,
          meansAt,
          inverses,
          inversesAt,
          parameters,
          scaleAt,
          shiftAt,
          width);
    }
  }

  static void normalizeColumns(
      float[] x,
      float[] y,
      int at,
      float[] means,
      int meansAt,
      float[] inverses,
      int inversesAt,
      float[] parameters,
      int scaleAt,
      int shiftAt,
      int columns) {
    for (int c = 0; c < columns; c++) {
      float xhat = (x[at + c] - means[meansAt + c]) * inverses[inversesAt + c];
      y[at + c] = parameters[scaleAt + c] * xhat + parameters[shiftAt + c];
    }
  }

  @Override
  public void columnsGradient(
      float[] dy,
      float[] x,
      float[] dx,
      int at,
      int rows,
      int width,
      float[] means,
      float[] inverses,
      float[] meanShifts,
      float[] meanScales,
      int columnAt,
      float[] parameters,
      int scaleAt) {
    for (int r = 0; r < rows; r++) {
      columnsGradient(
          dy,
          x,
          dx,
          at + r * width,
          means,
          inverses,
          meanShifts,
          meanScales,
          columnAt,
          parameters,
          scaleAt,
          width);
    }
  }

  static void columnsGradient(
      float[] dy,
      float[] x,
      float[] dx,
      int at,
      float[] means,
      float[] inverses,
      float[] meanShifts,
      float[] meanScales,
      int columnAt,
      float[] parameters,
      int scaleAt,
      int columns) {
    for (int c = 0; c < columns; c++) {
      float inverse = inverses[columnAt + c];
      float xhat = (x[at + c] - means[columnAt + c]) * inverse;
      float rest = (dy[at + c] - meanShifts[columnAt + c]) - xhat * meanScales[columnAt + c];
      dx[at + c] = (parameters[scaleAt + c] * inverse) * rest;
    }
  }

  @Override
  public void squares(float mean, float[] x, int xAt, float[] squares, int squaresAt, int length) {
    for (int i = 0; i < length; i++) {
      float d = x[xAt + i] - mean;
      squares[squaresAt + i] = d * d;
    }
  }

  @Override
  public void normalizeRow(
      float mean,
      float inverse,
      float[] x,
      float[] y,
      int at,
      float[] parameters,
      int scaleAt,
      int shiftAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float xhat = (x[at + i] - mean) * inverse;
      y[at + i] = parameters[scaleAt + i] * xhat + parameters[shiftAt + i];
    }
  }

  @Override
  public void rowTerms(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] parameters,
      int scaleAt,
      float[] terms,
      float[] products,
      int length) {
    rowTerms(mean, inverse, dy, x, at, parameters, scaleAt, terms, products, 0, length);
  }

  static void rowTerms(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] parameters,
      int scaleAt,
      float[] terms,
      float[] products,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float term = dy[at + i] * parameters[scaleAt + i];
      terms[i] = term;
      products[i] = term * ((x[at + i] - mean) * inverse);
    }
  }

  @Override
  public void rowGradient(
      float mean,
      float inverse,
      float meanTerm,
      float meanProduct,
      float[] terms,
      float[] x,
      float[] dx,
      int at,
      int length) {
    rowGradient(mean, inverse, meanTerm, meanProduct, terms, x, dx, at, 0, length);
  }

  static void rowGradient(
      float mean,
      float inverse,
      float meanTerm,
      float meanProduct,
      float[] terms,
      float[] x,
      float[] dx,
      int at,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float xhat = (x[at + i] - mean) * inverse;
      dx[at + i] = inverse * ((terms[i] - meanTerm) - xhat * meanProduct);
    }
  }

  @Override
  public void addDots(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] sums,
      int sumsAt,
      int length) {
    for (int i = 0; i < length; i++) {
      sums[sumsAt + i] += dy[at + i] * ((x[at + i] - mean) * inverse);
    }
  }

  @Override
  public void prelu(float[] x, float[] y, int at, float[] slopes, int slopesAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = x[at + i];
      y[at + i] = value > 0f ? value : slopes[slopesAt + i] * value;
    }
  }

  @Override
  public void preluGradient(
      float[] x, float[] dy, float[] dx, int at, float[] slopes, int slopesAt, int length) {
    for (int i = 0; i < length; i++) {
      float upstream = dy[at + i];
      dx[at + i] = x[at + i] > 0f ? upstream : slopes[slopesAt + i] * upstream;
    }
  }

  @Override
  public void addPreluTerms(float[] x, float[] dy, int at, float[] sums, int sumsAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = x[at + i];
      sums[sumsAt + i] += value > 0f ? 0f : dy[at + i] * value;
    }
  }
}
