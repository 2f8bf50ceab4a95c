package io.lockstep.data;

/// Range, mean and deviation of numbers in one pass, after Welford, Technometrics 4(3), 1962.
final class NumberSummary {

  private long count;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private double mean;
  private double squares;
  private double last;
  private boolean counting = true;

  void add(double value) {
    count++;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
    counting &= count == 1 ? value == 0 || value == 1 : value == last + 1;
    last = value;
  }

  long count() {
    return count;
  }

  /// Whether each is the one above plus 1, from 0 or 1 on.
  boolean isCounting() {
    return counting;
  }

  ColumnLook.Numbers numbers() {
    return count == 0
        ? new ColumnLook.Numbers(0, 0, 0, 0, 0)
        : new ColumnLook.Numbers(count, least, greatest, mean, Math.sqrt(squares / count));
  }
}
