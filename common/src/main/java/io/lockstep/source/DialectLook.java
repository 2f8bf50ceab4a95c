package io.lockstep.source;

import io.lockstep.config.Dialect;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvForm.Columns;
import io.lockstep.source.HeadRows.Excerpt;
import io.lockstep.source.HeadRows.Row;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds how a CSV file is written: what is stated holds, the rest follows from its first rows.
final class DialectLook {

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  /// What Excel puts before everything.
  private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)sep=(.)\\r?\\n");

  /// Leading lines of comments.
  private static final Pattern COMMENTS =
      Pattern.compile("(([#%])[^\\r\\n]*(\\r\\n|\\r|\\n)\\s*)+");

  private static final char NONE = 0;

  private final DataFile file;
  private final TextLook text;
  private final boolean whole;
  private final Dialect stated;

  private DialectLook(DataFile file, TextLook text, int bytes, Dialect stated) {
    this.file = file;
    this.text = text;
    this.whole = bytes < DataFile.HEAD_BYTES;
    this.stated = stated;
  }

  /// @param bytes that were looked at: the file ends with them when they are few
  /// @throws LockstepException where it cannot be told, or is no table
  static CsvForm of(DataFile file, TextLook text, int bytes, Dialect stated) {
    return new DialectLook(file, text, bytes, stated).look();
  }

  private CsvForm look() {
    Matcher separator = SEPARATOR_LINE.matcher(text.text());
    boolean separatorLine = separator.lookingAt();
    int from = separatorLine ? separator.end() : 0;
    Optional<Character> given =
        stated
            .delimiter()
            .or(() -> separatorLine ? Optional.of(separator.group(1).charAt(0)) : Optional.empty());
    Optional<Character> comment = comment(given, from);
    HeadRows head = head(given, excerpt(from), comment);
    if (head.isEmpty() && head.broken()) {
      return unreadable(head, comment);
    }
    if (head.isEmpty()) {
      throw file.failure("the file has no header and no rows", file.shown())
          .advising("begin the file with a line of column names")
          .exception();
    }
    DialectDoubts doubts = new DialectDoubts(file, head);
    if (stated.delimiter().isPresent() && head.width() < 2) {
      doubts.refuseOtherDelimiter(head(Optional.empty(), excerpt(from), comment));
    }
    doubts.refuseSpaces(given);
    doubts.refuseOtherFirstLine();
    boolean decimalComma =
        stated.decimal().map(mark -> mark == ',').orElseGet(() -> decimalComma(head, doubts));
    Predicate<String> isNumber =
        decimalComma ? cell -> Decimals.isPoint(cell) || Decimals.isComma(cell) : Decimals::isPoint;
    CsvForm.Header header = header(head, isNumber);
    return new CsvForm(
        text.charset(),
        text.markBytes(),
        text.utf8Otherwise(),
        head.delimiter(),
        head.quote(),
        decimalComma,
        comment,
        header,
        separatorLine,
        excerpt(from).spacedQuotes(),
        columns(head, header, isNumber));
  }

  /// Nothing can be seen; the reader tells why.
  private CsvForm unreadable(HeadRows head, Optional<Character> comment) {
    return new CsvForm(
        text.charset(),
        text.markBytes(),
        text.utf8Otherwise(),
        head.delimiter(),
        head.quote(),
        false,
        comment,
        CsvForm.Header.NAMES,
        SEPARATOR_LINE.matcher(text.text()).lookingAt(),
        excerpt(0).spacedQuotes(),
        new Columns(new BitSet(), new BitSet()));
  }

  private Excerpt excerpt(int skip) {
    String skipped = text.text().substring(0, skip);
    int lines =
        (int)
            skipped
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .chars()
                .filter(c -> c == '\n')
                .count();
    return new Excerpt(text.text(), skip, lines, whole);
  }

  /// Comments are looked for in front of everything; where the last of such lines is alone and like
  /// the rows below, it is the header.
  private Optional<Character> comment(Optional<Character> given, int from) {
    if (stated.comment().isPresent()) {
      String mark = stated.comment().get();
      char parts = given.orElse(',');
      if (mark.equals(String.valueOf(parts))) {
        throw file.failure(
                "'%s' cannot both begin comments and stand between cells".formatted(mark),
                file.shown())
            .advising(
                "--set data.comment=none, or say what stands between cells: --set data.delimiter=semicolon")
            .exception();
      }
      return mark.equals(Dialect.NO_COMMENT) ? Optional.empty() : Optional.of(mark.charAt(0));
    }
    Matcher comments = COMMENTS.matcher(text.text()).region(from, text.text().length());
    if (!comments.lookingAt() || comments.end() == text.text().length()) {
      return Optional.empty();
    }
    char mark = text.text().charAt(from);
    if (given.isPresent() && given.get() == mark) {
      return Optional.empty();
    }
    HeadRows rows = head(given, excerpt(comments.end()), Optional.empty());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    HeadRows all = HeadRows.of(excerpt(from), rows.delimiter(), rows.quote(), NONE);
    if (all.isEmpty()) {
      return Optional.of(mark); // What stands above cannot be read as a row, such as a stray quote.
    }
    Row last =
        all.rows().stream()
            .filter(row -> row.line() < rows.first().line())
            .reduce(all.first(), (_, row) -> row);
    boolean like =
        last.size() == rows.width()
            && (rows.width() > 1 || HeaderVotes.of(rows, Decimals::isPoint).speakForData());
    if (like && last == all.first()) {
      return Optional.empty();
    }
    if (like && rows.width() > 1) {
      throw new DialectDoubts(file, rows).commentLikeRows(last, mark);
    }
    return Optional.of(mark);
  }

  private HeadRows head(Optional<Character> given, Excerpt excerpt, Optional<Character> comment) {
    char mark = comment.orElse(NONE);
    List<HeadRows> looks = new ArrayList<>();
    if (given.isPresent()) {
      looks.add(HeadRows.of(excerpt, given.get(), '"', mark));
    } else {
      for (char delimiter : DELIMITERS) {
        if (delimiter != mark) {
          looks.add(HeadRows.of(excerpt, delimiter, '"', mark));
        }
      }
    }
    HeadRows best = looks.stream().max(Comparator.comparing(DialectLook::score)).orElseThrow();
    boolean oneColumn = looks.stream().allMatch(look -> look.width() < 2);
    if (oneColumn || given.isPresent()) {
      best = looks.getFirst();
    } else if (mark != ';' && isOneColumnOfDecimals(best)) {
      best = HeadRows.of(excerpt, ';', '"', mark);
    }
    return quotedByApostrophes(best, HeadRows.of(excerpt, best.delimiter(), '\'', mark));
  }

  /// Numbers with a decimal comma below one name.
  private static boolean isOneColumnOfDecimals(HeadRows head) {
    return head.delimiter() == ','
        && head.first().size() == 1
        && head.below().stream().allMatch(row -> Decimals.isComma(String.join(",", row.cells())))
        && head.below().stream().anyMatch(row -> row.size() == 2);
  }

  /// Better is greater: rows of one width first, then numbers, then more cells.
  private static double score(HeadRows look) {
    if (look.isEmpty() || look.width() < 2) {
      return 0;
    }
    return Math.round(look.consistency() * 10) * 100 + look.numbers() * 10 + look.width() * 1e-6;
  }

  /// Apostrophes are quotes where nothing else is, where all cells of a column begin with one, and
  /// where that makes sense of the rows.
  private static HeadRows quotedByApostrophes(HeadRows plain, HeadRows quoted) {
    boolean otherQuotes =
        plain.rows().stream()
            .flatMap(row -> row.cells().stream())
            .anyMatch(cell -> cell.startsWith("\""));
    boolean sense =
        !quoted.broken()
            && quoted.rows().size() == plain.rows().size()
            && quoted.consistency() >= plain.consistency();
    return sense && !otherQuotes && beginsWithApostrophes(plain) ? quoted : plain;
  }

  private static boolean beginsWithApostrophes(HeadRows head) {
    for (int column = 0; column < head.width(); column++) {
      List<String> cells = cells(head, column);
      if (!cells.isEmpty() && cells.stream().allMatch(cell -> cell.startsWith("'"))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> cells(HeadRows head, int column) {
    return head.holding(column).map(row -> row.cells().get(column)).toList();
  }

  /// A column of numbers with commas, of which one can stand before decimals only.
  private boolean decimalComma(HeadRows head, DialectDoubts doubts) {
    for (int column = 0; column < head.width(); column++) {
      List<String> cells = cells(head, column);
      long grouped = cells.stream().filter(Decimals::isGroupedComma).count();
      long numbers = grouped + cells.stream().filter(Decimals::isComma).count();
      boolean sure = grouped > 0 || cells.stream().anyMatch(Decimals::isSurelyComma);
      if (sure && numbers * 2 >= cells.size()) {
        if (head.delimiter() == ',') {
          throw doubts.commasInCells(column);
        }
        return true;
      }
    }
    return false;
  }

  private CsvForm.Header header(HeadRows head, Predicate<String> isNumber) {
    if (stated.header().isPresent()) {
      boolean byNumber = stated.columns().isPresent();
      return !stated.header().get()
          ? CsvForm.Header.NONE
          : byNumber ? CsvForm.Header.PASSED_OVER : CsvForm.Header.NAMES;
    }
    if (HeaderVotes.of(head, isNumber).speakForData()) {
      return CsvForm.Header.DOUBTFUL;
    }
    return CsvForm.Header.NAMES;
  }

  private static Columns columns(HeadRows head, CsvForm.Header header, Predicate<String> isNumber) {
    BitSet empty = new BitSet();
    BitSet numbers = new BitSet();
    int first = header == CsvForm.Header.NONE ? 0 : 1;
    int width = head.rows().stream().mapToInt(Row::size).max().orElseThrow();
    for (int column = 0; column < width; column++) {
      int at = column;
      List<String> cells =
          head.rows().stream()
              .skip(first)
              .filter(row -> at < row.size())
              .map(row -> row.cells().get(at))
              .toList();
      empty.set(column, cells.stream().allMatch(String::isEmpty));
      // A cell of several lines may be what a stray quote made of a number.
      List<String> values =
          cells.stream().filter(cell -> !Decimals.isBlank(cell) && cell.indexOf('\n') < 0).toList();
      numbers.set(column, !values.isEmpty() && values.stream().allMatch(isNumber));
    }
    return new Columns(empty, numbers);
  }
}
