package io.lockstep.data;

import io.lockstep.config.Dialect;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a CSV file holds, read once from end to end before there is a configuration.
///
/// @param rows data rows, at least one
/// @param columns in the order of the header
/// @param labelMarkers up to three texts, other than nothing, for which a label counts as missing
/// @param dialect how the file is written, as far as it has to be stated
public record TableLook(
    long rows, List<ColumnLook> columns, List<String> labelMarkers, Dialect dialect) {

  public TableLook {
    columns = List.copyOf(columns);
    labelMarkers = List.copyOf(labelMarkers);
  }

  /// @param label column to predict
  /// @throws io.lockstep.failure.LockstepException when the file cannot be read as CSV, or has no
  ///   such column
  public static TableLook of(Path csv, String label, CellRules rules) {
    DataFile file = new DataFile(csv, "");
    file.requireTwoPasses();
    Dialect dialect = dialect(file, label, rules.dialect());
    try (CsvRows rows = CsvRows.open(file, dialect)) {
      int labelAt = new ColumnChoice(rows).label(label);
      TableTally tally = TableTally.of(rows, labelAt, rules);
      return new TableLook(
          tally.rows(),
          tally.columns().stream().map(ColumnTally::look).toList(),
          tally.columns().get(labelAt).markers(),
          dialect);
    }
  }

  /// A first line that may be data is data when the label is the number of a column.
  private static Dialect dialect(DataFile file, String label, Dialect stated) {
    List<String> first = CsvRows.doubtfulHeader(file, stated);
    if (first.isEmpty()) {
      return stated;
    }
    if (IntStream.range(0, first.size()).mapToObj(String::valueOf).anyMatch(label::equals)) {
      return stated.withoutHeader();
    }
    int meant = first.contains(label) ? first.indexOf(label) : first.size() - 1;
    throw file.failure(
            "the first line looks like data, not like names of columns: "
                + RawTable.shown(String.join(", ", first)),
            file.at(1))
        .advising(
            "no header? name the label by number, from 0 to %d: lockstep init %s --label %d"
                .formatted(first.size() - 1, file.shown(), meant))
        .exception();
  }

  public Optional<ColumnLook> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
