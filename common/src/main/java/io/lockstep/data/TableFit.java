package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.DataSection.Missing;
import io.lockstep.config.Dialect;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Fits the encoding of a table to its training rows. Sums run in double in the order of the rows,
/// so that the same rows give the same encoding everywhere.
final class TableFit {

  private TableFit() {}

  /// A column that is the same in every training row, or missing, tells nothing. Of a single row
  /// that is not standardised nothing can be said, and its columns stay.
  ///
  /// @param trainRows ascending
  static Table fit(RawTable raw, int[] trainRows, DataSection data) {
    List<Column> columns = new ArrayList<>();
    for (RawColumn column : raw.features()) {
      columns.add(
          switch (column) {
            case RawColumn.Numbers numbers -> number(numbers, trainRows, data);
            case RawColumn.Texts texts -> category(texts, trainRows, data);
          });
    }
    Dialect dialect = data.dialect().learntFrom(raw.columns());
    return new Table(columns, CellRules.of(data).withDialect(dialect));
  }

  private static boolean mayBeConstant(int[] rows, DataSection data) {
    return rows.length > 1 || data.standardize();
  }

  private static Column number(RawColumn.Numbers column, int[] rows, DataSection data) {
    double[] known = Arrays.stream(rows).mapToDouble(column::at).filter(x -> x == x).toArray();
    boolean constant = Arrays.stream(known).allMatch(x -> x == known[0]);
    if (known.length == 0 || constant && mayBeConstant(rows, data)) {
      return new ConstantColumn(column.name());
    }
    double mean = mean(known);
    double deviation = deviation(known, mean);
    // Values so close that their squares vanish have no deviation.
    if (!(deviation > 0)) {
      mean = known[0];
      deviation = 1;
    }
    double fill = data.missing() == Missing.MEDIAN ? median(known) : mean;
    return data.standardize()
        ? new NumberColumn(column.name(), mean, deviation, fill, column.writing())
        : new NumberColumn(column.name(), 0, 1, fill, column.writing());
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

  private static Column category(RawColumn.Texts column, int[] rows, DataSection data) {
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
    if (categories.size() + (missing ? 1 : 0) == 1 && mayBeConstant(rows, data)) {
      return new ConstantColumn(column.name());
    }
    categories.sort(null);
    return new CategoryColumn(column.name(), categories, missing);
  }
}
