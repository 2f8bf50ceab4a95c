package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.Optional;

/// Counts what one column holds, to tell numbers from texts.
final class ColumnScan {

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

  /// What a feature column is. A column of which at least half of the cells are numbers is meant as
  /// numbers: a text in it is an error, and not the end of all its numbers as thousands of
  /// categories. Where it is meant, the configuration says so.
  ///
  /// @throws io.lockstep.failure.LockstepException naming the first such text
  Kind featureKind(DataFile file) {
    long cells = numbers + texts;
    if (texts > 0 && numbers * 2 >= cells) {
      throw textInNumbers(file, cells);
    }
    return texts == 0 ? Kind.NUMBER : Kind.TEXT;
  }

  private LockstepException textInNumbers(DataFile file, long cells) {
    String shown = RawTable.shown(firstText);
    return file.failure(
            "column '%s': '%s' is not a number; %d of %d cells are not"
                .formatted(name, shown, texts, cells),
            file.at(firstTextLine))
        .advising(
            "fix the cells; or say what is meant: --set data.categories=[COLUMN] for texts,"
                + " --set data.missing-markers=[TEXT] for missing, --set data.ignore=[COLUMN]")
        .exception();
  }

  /// What a reader should know of this column.
  ///
  /// @param kind what it was taken for
  Optional<String> note(Kind kind, DataSection.Missing otherwise) {
    if (numbers + texts == 0) {
      return Optional.of("column '%s' is empty in every row and carries nothing".formatted(name));
    }
    if (missing == 0) {
      return Optional.empty();
    }
    String instead =
        switch (kind) {
          case TEXT -> "a category of its own";
          case NUMBER ->
              switch (otherwise) {
                case MEAN, FAIL -> "the mean of the training rows";
                case MEDIAN -> "the median of the training rows";
              };
        };
    return Optional.of(
        "column '%s' is missing in %d rows, and becomes %s there"
            .formatted(name, missing, instead));
  }
}
