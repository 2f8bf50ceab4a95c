package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.DataSection.Missing;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Fits the encoding of a table to its training rows. Sums run in double in the order of the rows,
/// so that the same rows give the same encoding everywhere.
final class TableFit {

  private TableFit() {}

  /// @param trainRows ascending
  static Table fit(RawTable raw, int[] trainRows, DataSection data) {
    List<Column> columns = new ArrayList<>();
    for (RawColumn column : raw.features()) {
      columns.add(
          switch (column) {
            case RawColumn.Numbers numbers -> number(numbers, trainRows, data);
            case RawColumn.Texts texts -> category(texts, trainRows);
          });
    }
    return new Table(columns, data.missing(), data.missingMarkers(), data.dialect());
  }

  private static NumberColumn number(RawColumn.Numbers column, int[] rows, DataSection data) {
    double[] known = Arrays.stream(rows).mapToDouble(column::at).filter(x -> x == x).toArray();
    if (known.length == 0) {
      return new NumberColumn(column.name(), 0, 1, 0);
    }
    double mean = mean(known);
    double deviation = deviation(known, mean);
    // A constant column has no deviation, and its mean is off by rounding: it becomes exactly 0.
    boolean constant = Arrays.stream(known).allMatch(x -> x == known[0]);
    if (constant || !(deviation > 0)) {
      mean = known[0];
      deviation = 1;
    }
    double fill = data.missing() == Missing.MEDIAN ? median(known) : mean;
    return data.standardize()
        ? new NumberColumn(column.name(), mean, deviation, fill)
        : new NumberColumn(column.name(), 0, 1, fill);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static CategoryColumn category(RawColumn.Texts column, int[] rows) {
    boolean[] seen = new boolean[column.dictionary().size()];
    boolean missing = false;
    for (int row : rows) {
      int code = column.code(row);
      if (code == RawColumn.MISSING_CODE) {
        missing = true;
      } else {
        seen[code] = true;
      }
    }
    List<String> categories = new ArrayList<>();
    for (int code = 0; code < seen.length; code++) {
      if (seen[code]) {
        categories.add(column.dictionary().get(code));
      }
    }
    categories.sort(null);
    return new CategoryColumn(column.name(), categories, missing);
  }
}
