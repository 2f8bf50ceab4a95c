package io.lockstep.kernel;

/// The loops of layers that have numbers of their own for each column: batch-norm, layer-norm,
/// prelu. In two implementations with the same bits, as [Kernels]: [ScalarLayers] is the
/// definition. Nothing here uses `fma`, and no chain goes from one column to another.
///
/// `xhat` stands for `(x - mean) * inverse`.
public sealed interface LayerKernels permits ScalarLayers, VectorLayers {

  /// `sums[c]`: column c of some rows added in order, starting at 0.
  ///
  /// @param width floats from one row to the next
  /// @param columns of x from `xAt` on, at most `width`
  void columnSums(float[] x, int xAt, int rows, int width, float[] sums, int sumsAt, int columns);

  /// The same of `d * d`, `d = x - means[c]`.
  void columnSquares(
      float[] x,
      int xAt,
      int rows,
      int width,
      float[] means,
      float[] sums,
      int columnAt,
      int columns);

  /// The same of `dy * xhat`, mean and inverse being those of the column.
  ///
  /// @param at of the first element in x and dy
  /// @param columnAt of the first column in means, inverses and sums
  void columnDots(
      float[] dy,
      float[] x,
      int at,
      int rows,
      int width,
      float[] means,
      float[] inverses,
      float[] sums,
      int columnAt,
      int columns);

  /// `y = scale[c] * xhat + shift[c]` for each row, mean and inverse being those of the column. In
  /// place allowed.
  void normalizeColumns(
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
      int shiftAt);

  /// `dx = (scale[c] * inverse) * ((dy - meanShifts[c]) - xhat * meanScales[c])` for each row. In
  /// place on dy allowed.
  ///
  /// @param columnAt of column 0 in means, inverses, meanShifts and meanScales
  void columnsGradient(
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
      int scaleAt);

  /// `squares[i] = d * d`, `d = x - mean`.
  void squares(float mean, float[] x, int xAt, float[] squares, int squaresAt, int length);

  /// `y = scale[i] * xhat + shift[i]` of one row. In place allowed.
  void normalizeRow(
      float mean,
      float inverse,
      float[] x,
      float[] y,
      int at,
      float[] parameters,
      int scaleAt,
      int shiftAt,
      int length);

  /// `terms[i] = dy * scale[i]` and `products[i] = terms[i] * xhat` of one row.
  void rowTerms(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] parameters,
      int scaleAt,
      float[] terms,
      float[] products,
      int length);

  /// `dx = inverse * ((terms[i] - meanTerm) - xhat * meanProduct)` of one row.
  void rowGradient(
      float mean,
      float inverse,
      float meanTerm,
      float meanProduct,
      float[] terms,
      float[] x,
      float[] dx,
      int at,
      int length);

  /// `sums[i] = sums[i] + dy * xhat`, mean and inverse being those of the row.
  void addDots(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] sums,
      int sumsAt,
      int length);

  /// `y = x > 0 ? x : slopes[i] * x`. In place allowed.
  void prelu(float[] x, float[] y, int at, float[] slopes, int slopesAt, int length);

  /// `dx = x > 0 ? dy : slopes[i] * dy`. In place on dy allowed.
  void preluGradient(
      float[] x, float[] dy, float[] dx, int at, float[] slopes, int slopesAt, int length);

  /// `sums[i] = sums[i] + (x > 0 ? 0 : dy * x)`.
  void addPreluTerms(float[] x, float[] dy, int at, float[] sums, int sumsAt, int length);
}
