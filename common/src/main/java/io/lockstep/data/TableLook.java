package io.lockstep.data;

import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a CSV file holds, read once from end to end before there is a configuration.
///
/// @param rows data rows, at least one
/// @param columns in the order of the header
/// @param labelMarkers up to three texts, other than nothing, for which a label counts as missing
public record TableLook(long rows, List<ColumnLook> columns, List<String> labelMarkers) {

  public TableLook {
    columns = List.copyOf(columns);
    labelMarkers = List.copyOf(labelMarkers);
  }

  /// @param label column to predict
  /// @throws io.lockstep.failure.LockstepException when the file cannot be read as CSV, or has no
  ///   such column
  public static TableLook of(Path csv, String label, CellRules rules) {
    DataFile file = new DataFile(csv, "");
    try (CsvRows rows = CsvRows.open(file, rules.dialect())) {
      int labelAt = ColumnChoice.of(rows).label(label);
      TableTally tally = TableTally.of(rows, labelAt, rules);
      return new TableLook(
          tally.rows(),
          tally.columns().stream().map(ColumnTally::look).toList(),
          tally.columns().get(labelAt).markers());
    }
  }

  public Optional<ColumnLook> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
