package io.lockstep.data;

import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Makes examples of raw columns by an encoding that is fixed.
final class TableEncoder {

  /// Floats one example may have.
  static final int WIDTH_MAX = 100_000;

  private final RawTable raw;
  private final Table table;
  private final int[] numberAt;
  private final float[] numbers;
  private final int[] slots;
  private final int categoryColumns;

  private TableEncoder(RawTable raw, Table table) {
    this.raw = raw;
    this.table = table;
    numberAt = numberPositions(table);
    categoryColumns = table.columns().size() - numberAt.length;
    numbers = new float[cells(numberAt.length)];
    slots = new int[cells(categoryColumns)];
  }

  /// @param raw its columns are those of the table, in order
  static TableExamples encode(RawTable raw, Table table, Targets targets) {
    TableEncoder encoder = new TableEncoder(raw, table);
    encoder.fill();
    return new TableExamples(
        table.width(), encoder.numberAt, encoder.numbers, encoder.slots, targets);
  }

  /// @throws io.lockstep.failure.LockstepException when an example would have more than
  ///   [#WIDTH_MAX] floats
  static void checkWidth(RawTable raw, Table table) {
    if (table.width() > WIDTH_MAX) {
      Column widest =
          table.columns().stream()
              .max((a, b) -> Integer.compare(a.width(), b.width()))
              .orElseThrow();
      throw raw.file()
          .failure(
              "an example would have %d numbers, %d of them for column '%s'"
                  .formatted(table.width(), widest.width(), widest.name()),
              raw.file().path().toString())
          .advising("leave that column out: --set data.ignore=[" + widest.name() + "]")
          .exception();
    }
  }

  private static int[] numberPositions(Table table) {
    int[] positions = new int[table.columns().size()];
    int count = 0;
    int at = 0;
    for (Column column : table.columns()) {
      if (column instanceof NumberColumn) {
        positions[count++] = at;
      }
      at += column.width();
    }
    return Arrays.copyOf(positions, count);
  }

  private int cells(int columns) {
    long cells = (long) raw.rows() * columns;
    if (cells > Integer.MAX_VALUE - 8) {
      throw Failure.of(
              ExitCode.OUT_OF_MEMORY,
              "%d rows of %d columns are too many to keep in memory".formatted(raw.rows(), columns))
          .at(raw.file().path().toString())
          .advising("train on fewer rows, or leave columns out with data.ignore")
          .exception();
    }
    return (int) cells;
  }

  private void fill() {
    int at = 0;
    int number = 0;
    int category = 0;
    for (int i = 0; i < raw.features().size(); i++) {
      Column column = table.columns().get(i);
      switch (column) {
        case NumberColumn fixed ->
            fillNumbers((RawColumn.Numbers) raw.features().get(i), fixed, number++);
        case CategoryColumn fixed ->
            fillSlots((RawColumn.Texts) raw.features().get(i), fixed, at, category++);
      }
      at += column.width();
    }
  }

  private void fillNumbers(RawColumn.Numbers column, NumberColumn fixed, int index) {
    for (int row = 0; row < raw.rows(); row++) {
      double value = column.at(row);
      double known = value == value ? value : fixed.fill();
      float encoded = (float) ((known - fixed.mean()) / fixed.deviation());
      if (Float.isInfinite(encoded)) {
        throw raw.file()
            .failure(
                "column '%s': %s is too far from the mean to be encoded"
                    .formatted(column.name(), known),
                raw.file().path() + ", row " + (row + 1))
            .advising("fix that cell, or leave the column out with data.ignore")
            .exception();
      }
      numbers[row * numberAt.length + index] = encoded;
    }
  }

  private void fillSlots(RawColumn.Texts column, CategoryColumn fixed, int at, int index) {
    List<String> categories = fixed.categories();
    int unknown = fixed.missingSlot() ? at + categories.size() : TableExamples.NO_SLOT;
    int[] slotByCode = new int[column.dictionary().size()];
    for (int code = 0; code < slotByCode.length; code++) {
      int found = Collections.binarySearch(categories, column.dictionary().get(code));
      slotByCode[code] = found >= 0 ? at + found : unknown;
    }
    for (int row = 0; row < raw.rows(); row++) {
      int code = column.code(row);
      slots[row * categoryColumns + index] =
          code == RawColumn.MISSING_CODE ? unknown : slotByCode[code];
    }
  }
}
