package io.lockstep.data;

import io.lockstep.config.Dialect;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What a CSV file holds, read once from end to end before there is a configuration.
///
/// @param rows data rows, at least one
/// @param columns in the order of the header
public record TableLook(long rows, List<Column> columns) {

  /// More distinct values than this are not told apart.
  public static final int DISTINCT_MAX = 10_000;

  public TableLook {
    columns = List.copyOf(columns);
  }

  /// One column.
  ///
  /// @param missing cells that hold a marker of a missing value
  /// @param numbers cells that are numbers
  /// @param wholes cells that are whole numbers
  /// @param distinct different values, missing ones aside; [#DISTINCT_MAX] when there are more
  /// @param counting true when each cell is the number of the cell above plus 1
  /// @param mean of the numbers, 0 when there are none
  /// @param deviation of the numbers, divided by how many they are
  public record Column(
      String name,
      long missing,
      long numbers,
      long wholes,
      int distinct,
      boolean counting,
      double mean,
      double deviation) {}

  /// @param missingMarkers cell texts that mean missing
  /// @throws io.lockstep.failure.LockstepException when the file cannot be read as CSV
  public static TableLook of(Path csv, List<String> missingMarkers) {
    Set<String> markers = new HashSet<>(missingMarkers);
    DataFile file = new DataFile(csv, "");
    try (CsvRows rows = CsvRows.open(file, Dialect.UNSTATED)) {
      List<Tally> tallies = rows.header().stream().map(Tally::new).toList();
      long count = 0;
      while (rows.next()) {
        count++;
        IntStream.range(0, tallies.size()).forEach(i -> tallies.get(i).add(rows.cell(i), markers));
      }
      if (count == 0) {
        throw RawTable.noRows(file);
      }
      return new TableLook(count, tallies.stream().map(Tally::column).toList());
    }
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /// A column while it is counted.
  private static final class Tally {

    private final String name;
    private final Set<String> values = new HashSet<>();
    private long missing;
    private long numbers;
    private long wholes;
    private boolean counting = true;
    private double above = Double.NaN;
    private double mean;
    private double squares;

    Tally(String name) {
      this.name = name;
    }

    void add(String cell, Set<String> markers) {
      if (markers.contains(cell)) {
        missing++;
        counting = false;
        return;
      }
      if (values.size() < DISTINCT_MAX) {
        values.add(cell);
      }
      double value = NumberText.parse(cell);
      if (!Double.isNaN(value)) {
        addNumber(value);
      }
      wholes += NumberText.whole(value) ? 1 : 0;
      counting &= Double.isNaN(above) ? numbers == 1 : value == above + 1;
      above = value;
    }

    /// Mean and sum of squared deviations in one pass, after Welford, Technometrics 4(3), 1962.
    private void addNumber(double value) {
      numbers++;
      double before = value - mean;
      mean += before / numbers;
      squares += before * (value - mean);
    }

    Column column() {
      double deviation = numbers == 0 ? 0 : Math.sqrt(squares / numbers);
      return new Column(name, missing, numbers, wholes, values.size(), counting, mean, deviation);
    }
  }
}
