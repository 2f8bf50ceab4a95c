package io.lockstep.measure;

/// How one class is told from the others. What would be a share of nothing is 0.
///
/// @param precision share of the examples predicted to be of this class that are
/// @param recall share of the examples of this class that are predicted to be
/// @param f1 harmonic mean of the two
/// @param examples of this class
/// @param predicted examples predicted to be of it
public record ClassFigures(
    double precision, double recall, double f1, long examples, long predicted) {

  static ClassFigures of(long right, long actual, long predicted) {
    return new ClassFigures(
        share(right, predicted),
        share(right, actual),
        share(2 * right, actual + predicted),
        actual,
        predicted);
  }

  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }
}
