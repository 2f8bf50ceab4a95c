package io.lockstep.data;

import io.lockstep.data.RejectedRows.Fate;
import io.lockstep.source.CsvRows;
import java.util.ArrayList;
import java.util.List;

/// A CSV file read once from end to end: how many rows there are, and what each column holds.
///
/// @param columns in the order of the header
/// @param rows that were counted, at least one
/// @param unlabelled rows that were left out
/// @param sha256 of the content
/// @param notes on how the file was read
record TableTally(
    List<ColumnTally> columns, long rows, long unlabelled, String sha256, List<String> notes) {

  /// Different values that are counted in a column, and in all columns together.
  static final int DISTINCT_MAX = 10_000;

  private static final int DISTINCT_MAX_TOGETHER = 4_000_000;

  TableTally {
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /// @param rows right after the header
  /// @param labelAt position of the label; each of its classes is counted
  /// @throws io.lockstep.failure.LockstepException when no row is left
  static TableTally of(CsvRows rows, int labelAt, CellRules rules) {
    int distinctMax = Math.clamp(DISTINCT_MAX_TOGETHER / rows.header().size(), 100, DISTINCT_MAX);
    List<ColumnTally> columns = new ArrayList<>();
    for (int i = 0; i < rows.header().size(); i++) {
      int most = i == labelAt ? RawTable.TEXTS_MAX : distinctMax;
      columns.add(new ColumnTally(rows.header().get(i), i, most));
    }
    RejectedRows rejected = new RejectedRows(rows.file(), rules.badRows());
    rows.asking((line, _, reason) -> {
      rejected.add(
          new RejectedRows.Row(line, Fate.LEFT_OUT, "", reason.failure().error(), List.of()));
      return rejected.isAsked();
    });
    long count = 0;
    long unlabelled = 0;
    while (rows.next()) {
      if (rules.skipsUnlabelled() && rules.isMissing(rows.cell(labelAt))) {
        unlabelled++;
        continue;
      }
      count++;
      for (int i = 0; i < columns.size(); i++) {
        String cell = rows.cell(i);
        if (rules.isMissing(cell)) {
          columns.get(i).addMissing(cell);
        } else {
          columns.get(i).add(cell, rows.line());
        }
      }
    }
    if (count == 0) {
      rejected.check(rejected.count() + unlabelled);
      throw RawTable.noneLeft(rejected, 0, unlabelled);
    }
    return new TableTally(columns, count, unlabelled, rows.sha256(), rows.notes());
  }
}
