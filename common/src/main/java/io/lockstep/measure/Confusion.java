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
}
