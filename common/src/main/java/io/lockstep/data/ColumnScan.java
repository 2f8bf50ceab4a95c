package io.lockstep.data;

import io.lockstep.data.ReadPlan.Kind;
import java.util.Optional;

/// Counts what one column holds, to tell numbers from texts.
final class ColumnScan {

  /// With fewer cells than this a column with any text is a text column.
  static final int SURE_CELLS_MIN = 20;

  private final String name;
  private long missing;
  private long numbers;
  private long texts;
  private String firstText = "";
  private long firstTextLine;
  private String firstFraction = "";
  private long firstFractionLine;

  ColumnScan(String name) {
    this.name = name;
  }

  void addMissing() {
    missing++;
  }

  void add(String cell, long line) {
    double value = NumberText.parse(cell);
    if (Double.isNaN(value)) {
      if (texts++ == 0) {
        firstText = cell;
        firstTextLine = line;
      }
      return;
    }
    numbers++;
    if (firstFractionLine == 0 && !NumberText.whole(value)) {
      firstFraction = cell;
      firstFractionLine = line;
    }
  }

  String name() {
    return name;
  }

  /// A column is a number column when no cell is a text (also when all are missing).
  boolean allNumbers() {
    return texts == 0;
  }

  /// Numbers, and each of them whole.
  boolean allWhole() {
    return texts == 0 && firstFractionLine == 0;
  }

  String firstFraction() {
    return firstFraction;
  }

  long firstFractionLine() {
    return firstFractionLine;
  }

  String firstText() {
    return firstText;
  }

  long firstTextLine() {
    return firstTextLine;
  }

  /// What a feature column is. A column that is clearly meant as numbers (at least
  /// [#SURE_CELLS_MIN] cells, at least 95 % of them numbers) and holds a text is an error, not a
  /// column of thousands of categories.
  ///
  /// @throws io.lockstep.failure.LockstepException naming the first such text
  Kind featureKind(DataFile file) {
    if (texts == 0) {
      return Kind.NUMBER;
    }
    long cells = numbers + texts;
    if (cells >= SURE_CELLS_MIN && numbers * 100 >= cells * 95) {
      throw RawTable.notANumber(file, firstTextLine, name, firstText);
    }
    return Kind.TEXT;
  }

  /// What a reader should know of this column.
  Optional<String> note() {
    long cells = numbers + texts;
    if (cells == 0) {
      return Optional.of("column '%s' is empty in every row and carries nothing".formatted(name));
    }
    if (texts > 0 && numbers * 2 > cells) {
      return Optional.of(
          "column '%s' is read as text: %d of %d cells are not numbers, first '%s' on line %d"
              .formatted(name, texts, cells, firstText, firstTextLine));
    }
    if (missing > 0) {
      return Optional.of("column '%s' is missing in %d rows".formatted(name, missing));
    }
    return Optional.empty();
  }
}
