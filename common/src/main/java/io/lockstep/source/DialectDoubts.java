package io.lockstep.source;

import io.lockstep.config.Dialect;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.HeadRows.Row;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the first rows of a file leave open, and what is asked then.
record DialectDoubts(DataFile file, HeadRows head) {

  private static final Pattern SPACES = Pattern.compile("\\s+");

  /// Rows below an odd first line, before that line is asked about.
  private static final int ROWS_MIN = 3;

  LockstepException commasInCells(int column) {
    Row row =
        head.holding(column)
            .filter(each -> Decimals.isSurelyComma(each.cells().get(column)))
            .findFirst()
            .orElseThrow();
    return file.failure(
            "'%s' in column %d: is that a number with a decimal comma, or a text?"
                .formatted(row.cells().get(column), column + 1),
            file.at(row.line()))
        .advising(
            file.stating("data.decimal=comma", "; if they are texts: --set data.decimal=point")
                .orElse("write decimals with a point"))
        .exception();
  }

  LockstepException commentLikeRows(Row line, char mark) {
    return file.failure(
            "a line begins with %s and has as many cells as the rows: is it the header?"
                .formatted(mark),
            file.at(line.line()))
        .advising(
            "take the %s away if it is".formatted(mark)
                + file.stating("data.comment=\"'" + mark + "'\"", "")
                    .map(words -> "; if not: " + words)
                    .orElse(""))
        .exception();
  }

  /// @param found what the file looks like when nothing is stated
  void refuseOtherDelimiter(HeadRows found) {
    if (found.width() > 1 && found.consistency() > 0.9) {
      String delimiter = Dialect.delimiterWord(found.delimiter());
      throw file.failure(
              "the cells are not separated by %s, as stated, but by %s"
                  .formatted(Dialect.delimiterWord(head.delimiter()), delimiter),
              file.at(head.first().line()))
          .advising(
              file.stating("data.delimiter=" + delimiter, "")
                  .orElse("write the file as the one that the model learnt from"))
          .exception();
    }
  }

  /// Cells that are separated by spaces, as in files of old.
  void refuseSpaces(Optional<Character> given) {
    if (given.isPresent() || head.width() > 1 || head.rows().size() < 2) {
      return;
    }
    int width = SPACES.split(head.rows().getLast().cells().getFirst()).length;
    long like =
        head.rows().stream()
            .filter(row -> SPACES.split(row.cells().getFirst()).length == width)
            .count();
    long numbers =
        head.rows().stream()
            .flatMap(row -> SPACES.splitAsStream(row.cells().getFirst()))
            .filter(Decimals::isPoint)
            .count();
    if (width > 1 && like * 10 >= head.rows().size() * 9L && numbers * 2 >= like * width) {
      throw file.failure("the cells are separated by spaces", file.at(head.first().line()))
          .advising(
              "sed -E 's/^ +//; s/ +$//; s/[ \\t]+/,/g' %1$s > %1$s.csv".formatted(file.path()))
          .exception();
    }
  }

  /// A title above the table, or a header that lacks the name of a column.
  void refuseOtherFirstLine() {
    int width = head.width();
    Row first = head.first();
    List<Row> below = head.rows().subList(1, head.rows().size());
    long like = below.stream().filter(row -> row.size() == width).count();
    if (first.size() == width || below.size() < ROWS_MIN || like * 10 < below.size() * 8L) {
      return;
    }
    int less = Math.min(first.size(), width);
    boolean nothing =
        first.size() > width
            ? isEmpty(first, less)
            : below.stream().allMatch(row -> isEmpty(row, less));
    if (!nothing) {
      // One cell less may be a header without a name for the names of rows.
      if (first.size() > 1 && first.size() < width - 1) {
        refuseDecimalsAmongCommas(first, below.getFirst());
      }
      throw file.failure(
              "the first line has %d %s, the lines below it have %d"
                  .formatted(first.size(), first.size() == 1 ? "cell" : "cells", width),
              file.at(first.line()))
          .advising(firstLineAdvice(first, width))
          .exception();
    }
  }

  /// Where commas stand between cells and before decimals, a number is two cells.
  private void refuseDecimalsAmongCommas(Row first, Row row) {
    Optional<String> number = decimalAmongCommas(row);
    if (number.isPresent()) {
      throw file.failure(
              "%d cells in a line below a first line of %d: '%s' may be a number with a decimal comma"
                  .formatted(row.size(), first.size(), number.get()),
              file.at(row.line()))
          .advising(
              "separate the cells by semicolons, or quote such numbers, or write decimals with a point")
          .exception();
    }
  }

  private Optional<String> decimalAmongCommas(Row row) {
    for (int i = 1; head.delimiter() == ',' && i < row.size(); i++) {
      String whole = row.cells().get(i - 1);
      String decimals = row.cells().get(i);
      if (isDigits(whole) && decimals.matches("[0-9]+")) {
        return Optional.of(whole + "," + decimals);
      }
    }
    return Optional.empty();
  }

  private String firstLineAdvice(Row first, int width) {
    if (first.size() > 1 && first.size() == width - 1) {
      return "name the first column in the header too, or quote cells that hold a delimiter"
          + decimalAmongCommas(head.below().getFirst())
              // Names of rows in front are texts, or count.
              .filter(_ -> head.below().stream().allMatch(row -> isDigits(row.cells().getFirst())))
              .map(
                  "; if '%s' is a number: write it with a point, or cells between semicolons"
                      ::formatted)
              .orElse("");
    }
    String names = "let the file begin with a line of %d column names".formatted(width);
    String begin =
        first.cells().getFirst().substring(0, Math.min(1, first.cells().getFirst().length()));
    return begin.matches("[^\\w\"'.+-]")
        ? file.stating("data.comment=\"'" + begin + "'\"", "")
            .map(words -> names + "; if the line is a comment: " + words)
            .orElse(names)
        : names;
  }

  private static boolean isDigits(String cell) {
    return cell.matches("[-+]?[0-9]+");
  }

  private static boolean isEmpty(Row row, int from) {
    return row.cells().stream().skip(from).allMatch(String::isEmpty);
  }
}
