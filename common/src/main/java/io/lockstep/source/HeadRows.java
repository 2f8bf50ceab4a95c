package io.lockstep.source;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lockstep.failure.Invisible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The first rows of a text, read with one delimiter and one quote, to see whether they make sense.
///
/// @param rows without blank lines and comments
/// @param broken whether text followed a closing quote, where the rows end then
record HeadRows(char delimiter, char quote, List<Row> rows, boolean broken) {

  private static final int ROWS_MAX = 500;
  private static final int ROWS_MIN = 20;

  /// Enough cells to see a kind in, and few enough to take no time.
  private static final int CELLS_MAX = 5_000;

  /// @param line on which the row begins, from 1
  record Row(long line, List<String> cells) {
    int size() {
      return cells.size();
    }
  }

  /// What text is read, and how far.
  ///
  /// @param text from the first line on
  /// @param skip characters in front that are no rows
  /// @param linesSkipped line ends in them
  /// @param whole whether nothing follows the text
  record Excerpt(String text, int skip, int linesSkipped, boolean whole) {

    private static final Pattern SPACED_QUOTES = Pattern.compile("[,;|] +\"");

    /// Whether quotes are set off from delimiters by spaces, so that these are no part of cells.
    boolean spacedQuotes() {
      return SPACED_QUOTES.matcher(text).find();
    }
  }

  static HeadRows of(Excerpt excerpt, char delimiter, char quote, char comment) {
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .quoteCharacter(quote)
            .commentStrategy(comment == 0 ? CommentStrategy.NONE : CommentStrategy.SKIP)
            .commentCharacter(comment == 0 ? '#' : comment)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(true)
            .trimWhitespacesAroundQuotes(excerpt.spacedQuotes())
            .maxBufferSize(excerpt.text().length() + 1)
            .ofCsvRecord(excerpt.text().substring(excerpt.skip()));
    List<Row> rows = new ArrayList<>();
    boolean broken = false;
    try {
      boolean all = read(reader, excerpt.linesSkipped(), rows);
      if (all && !excerpt.whole() && rows.size() > 1) {
        rows.removeLast();
      }
    } catch (CsvParseException _) {
      broken = true;
    }
    return new HeadRows(delimiter, quote, rows, broken);
  }

  /// Whether the rows came to an end before their number did.
  private static boolean read(CsvReader<CsvRecord> reader, int linesSkipped, List<Row> rows) {
    long cells = 0;
    for (CsvRecord read : reader) {
      List<String> stripped = read.getFields().stream().map(Invisible::strip).toList();
      if (stripped.size() == 1 && stripped.getFirst().isEmpty()) {
        continue;
      }
      if (rows.size() >= ROWS_MIN && cells > CELLS_MAX || rows.size() == ROWS_MAX) {
        return false;
      }
      cells += stripped.size();
      rows.add(new Row(read.getStartingLineNumber() + linesSkipped, stripped));
    }
    return true;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  Row first() {
    return rows.getFirst();
  }

  /// The rows below the first one, without those that repeat it.
  List<Row> below() {
    return rows.stream().skip(1).filter(row -> !row.cells().equals(first().cells())).toList();
  }

  /// Cells of most rows; the greater number where two are as frequent.
  int width() {
    Map<Integer, Integer> count = new HashMap<>();
    rows.forEach(row -> count.merge(row.size(), 1, Integer::sum));
    return count.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /// Share of the rows that have [#width] cells; half of it where the rows could not be read on.
  double consistency() {
    int width = width();
    double share = rows.stream().filter(row -> row.size() == width).count() / (double) rows.size();
    return broken ? share / 2 : share;
  }

  /// Share of the cells below the first row that are numbers, with either decimal mark.
  double numbers() {
    List<String> cells = rows.stream().skip(1).flatMap(row -> row.cells().stream()).toList();
    long numbers =
        cells.stream().filter(cell -> Decimals.isPoint(cell) || Decimals.isComma(cell)).count();
    return cells.isEmpty() ? 0 : numbers / (double) cells.size();
  }

  /// The cells of one column below the first row that hold something.
  Stream<Row> holding(int column) {
    return rows.stream()
        .skip(1)
        .filter(row -> column < row.size() && !Decimals.isBlank(row.cells().get(column)));
  }
}
