package io.lockstep.data;

import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.Gap;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.Figure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Makes examples of raw columns by an encoding that is fixed.
final class TableEncoder {

  /// Floats one example may have.
  static final int WIDTH_MAX = 100_000;

  /// @param unknown cells that hold a category which the encoding does not know, by column
  /// @param notes on cells that are missing
  record Encoded(Examples examples, List<UnknownCells> unknown, List<String> notes) {}

  private final RawTable raw;
  private final Table table;
  private final int[] numberAt;
  private final float[] numbers;
  private final int[] slots;
  private final int categoryColumns;
  private final List<UnknownCells> unknown = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private TableEncoder(RawTable raw, Table table) {
    this.raw = raw;
    this.table = table;
    numberAt = numberPositions(table);
    categoryColumns =
        (int) table.columns().stream().filter(CategoryColumn.class::isInstance).count();
    numbers = new float[cells(numberAt.length)];
    slots = new int[cells(categoryColumns)];
  }

  /// @param raw its columns are those of the table, in order, without the constant ones
  static Encoded encode(RawTable raw, Table table, Targets targets) {
    TableEncoder encoder = new TableEncoder(raw, table);
    encoder.fill();
    Examples examples =
        new TableExamples(table.width(), encoder.numberAt, encoder.numbers, encoder.slots, targets);
    return new Encoded(examples, List.copyOf(encoder.unknown), List.copyOf(encoder.notes));
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
    int[] positions = new int[table.width()];
    int count = 0;
    int at = 0;
    for (Column column : table.columns()) {
      int numbers =
          switch (column) {
            case NumberColumn _, DateColumn _ -> column.width();
            case CategoryColumn _, ConstantColumn _ -> 0;
          };
      for (int i = 0; i < numbers; i++) {
        positions[count++] = at + i;
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
    Iterator<RawColumn> next = raw.features().iterator();
    int at = 0;
    int number = 0;
    int category = 0;
    for (Column column : table.columns()) {
      switch (column) {
        case NumberColumn fixed -> {
          fillNumbers((RawColumn.Numbers) next.next(), fixed, number);
          number += fixed.width();
        }
        case DateColumn fixed -> {
          fillDates((RawColumn.Numbers) next.next(), fixed, number);
          number += fixed.width();
        }
        case CategoryColumn fixed ->
            fillSlots((RawColumn.Texts) next.next(), fixed, at, category++);
        case ConstantColumn _ -> {} // Zeros, which no array has to hold.
      }
      at += column.width();
    }
  }

  /// @param index of the first of its numbers among those of a row
  private void fillNumbers(RawColumn.Numbers column, NumberColumn fixed, int index) {
    for (int row = 0; row < raw.rows(); row++) {
      double value = column.at(row);
      double known = value == value ? value : fixed.gap().fill();
      float encoded = (float) fixed.scale().inside(known);
      if (Float.isInfinite(encoded)) {
        throw raw.file()
            .failure(
                "column '%s': %s is too far from the others to be encoded"
                    .formatted(column.name(), known),
                raw.file().path() + ", row " + (row + 1))
            .advising(
                "fix that cell"
                    + (raw.file().isOfOpenColumns()
                        ? ", or leave the column out with data.ignore"
                        : ""))
            .exception();
      }
      numbers[row * numberAt.length + index] = encoded;
    }
    fillGaps(column, fixed.gap(), index + 1, Figure.rounded(fixed.gap().fill()));
  }

  /// @param index of the first of its parts among the numbers of a row
  private void fillDates(RawColumn.Numbers column, DateColumn fixed, int index) {
    for (int row = 0; row < raw.rows(); row++) {
      double value = column.at(row);
      double known = value == value ? value : fixed.gap().fill();
      for (int i = 0; i < fixed.parts().size(); i++) {
        DateColumn.ScaledPart part = fixed.parts().get(i);
        numbers[row * numberAt.length + index + i] =
            (float) part.scale().inside(part.part().of(known));
      }
    }
    LocalDate fill = LocalDate.ofEpochDay((long) Math.floor(fixed.gap().fill()));
    fillGaps(column, fixed.gap(), index + fixed.parts().size(), fill.toString());
  }

  /// Says where cells are missing: to the net, when it has an input for that, and to the reader.
  private void fillGaps(RawColumn.Numbers column, Gap gap, int index, String instead) {
    int missing = 0;
    for (int row = 0; row < raw.rows(); row++) {
      double value = column.at(row);
      if (value != value) {
        missing++;
        if (gap.indicator()) {
          numbers[row * numberAt.length + index] = 1;
        }
      }
    }
    noteMissing(column, missing, instead);
  }

  private void noteMissing(RawColumn column, int missing, String instead) {
    if (missing > 0) {
      notes.add(
          "column '%s' is missing in %d of %s, and counts as %s there"
              .formatted(column.name(), missing, Wording.rows(raw.rows()), instead));
    }
  }

  private void fillSlots(RawColumn.Texts column, CategoryColumn fixed, int at, int index) {
    Categories categories = new Categories(fixed);
    int otherSlot = slot(at, fixed.otherSlot());
    int missingSlot = slot(at, fixed.missingAt());
    Set<String> rare = Set.copyOf(fixed.rare());
    List<String> dictionary = column.dictionary();
    int[] indexByCode = dictionary.stream().mapToInt(categories::indexOf).toArray();
    BitSet unknownRows = new BitSet();
    int missing = 0;
    for (int row = 0; row < raw.rows(); row++) {
      int code = column.code(row);
      if (code == RawColumn.MISSING_CODE) {
        slots[row * categoryColumns + index] = missingSlot;
        missing++;
        continue;
      }
      int found = indexByCode[code];
      slots[row * categoryColumns + index] = found >= 0 ? at + found : otherSlot;
      if (found < 0 && !rare.contains(dictionary.get(code))) {
        unknownRows.set(row);
      }
    }
    noteMissing(
        column,
        missing,
        fixed.missingSlot() ? "the missing ones of training" : "none of its categories");
    if (!unknownRows.isEmpty()) {
      List<String> texts =
          dictionary.stream()
              .filter(text -> categories.indexOf(text) < 0 && !rare.contains(text))
              .toList();
      unknown.add(
          new UnknownCells(
              column.name(),
              unknownRows,
              texts,
              categories.hints(texts),
              rare.isEmpty() ? UnknownCells.Place.MISSING : UnknownCells.Place.RARE));
    }
  }

  private static int slot(int at, int slot) {
    return slot < 0 ? TableExamples.NO_SLOT : at + slot;
  }
}
