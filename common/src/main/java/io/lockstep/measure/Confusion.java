package io.lockstep.measure;

import java.util.ArrayList;
import java.util.List;

/// How many examples of each class were predicted to be of each.
///
/// @param rows by actual class: counts by predicted class
public record Confusion(List<List<Long>> rows) {

  public Confusion {
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Long> row : rows) {
      if (row.size() != rows.size()) {
        throw new IllegalArgumentException(
            "%d counts in a row for %d classes".formatted(row.size(), rows.size()));
      }
    }
  }

  static Confusion of(long[] counts, int classes) {
    List<List<Long>> rows = new ArrayList<>(classes);
    for (int actual = 0; actual < classes; actual++) {
      List<Long> row = new ArrayList<>(classes);
      for (int predicted = 0; predicted < classes; predicted++) {
        row.add(counts[actual * classes + predicted]);
      }
      rows.add(row);
    }
    return new Confusion(rows);
  }

  public int classes() {
    return rows.size();
  }

  public long count(int actual, int predicted) {
    return rows.get(actual).get(predicted);
  }

  /// Share of the examples on the diagonal.
  double accuracy() {
    long right = 0;
    long all = 0;
    for (int actual = 0; actual < classes(); actual++) {
      right += count(actual, actual);
      all += rows.get(actual).stream().mapToLong(Long::longValue).sum();
    }
    return (double) right / all;
  }

  /// How one class is told from the others.
  ClassFigures told(int one) {
    long actual = rows.get(one).stream().mapToLong(Long::longValue).sum();
    long predicted = rows.stream().mapToLong(row -> row.get(one)).sum();
    return ClassFigures.of(count(one, one), actual, predicted);
  }
}
