package io.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Counts what one column holds while a file is read for the first time, and says what it is.
final class ColumnTally {

  /// Fewer cells than this may well all be different.
  static final int CELLS_TO_JUDGE = 10;

  /// Different numbers that are no names of categories.
  private static final int NUMBERS_APART = 8;

  private static final int EXAMPLES = 3;
  private static final Pattern ID_NAME =
      Pattern.compile(
          "(.*[_\\- .])?(id|uuid|guid|key|index|row|nr|no|number)\\.?|unnamed: ?[0-9]+|");

  /// A cell that stands for others of its sort.
  ///
  /// @param line 0 when there is none
  record Sample(String cell, long line) {
    static final Sample NONE = new Sample("", 0);
  }

  private final String name;
  private final int position;
  private final DistinctCount distinct;
  private final NumberWriting.Finder writing = new NumberWriting.Finder();
  private final NumberSummary summary = new NumberSummary();
  private final List<String> examples = new ArrayList<>();
  private final List<String> odd = new ArrayList<>();
  private final List<String> markers = new ArrayList<>();
  private final DateValue.OrderFinder dateOrder = new DateValue.OrderFinder();
  private long missing;
  private long texts;
  private long wholes;
  private long padded;
  private long dates;
  private long compactDates;
  private long words;
  private Sample firstText = Sample.NONE;
  private Sample firstUnreadable = Sample.NONE;
  private Sample firstFraction = Sample.NONE;
  private Sample firstPadded = Sample.NONE;
  private Sample largest = Sample.NONE;
  private double largestSize;

  /// @param position in the header, from 0
  /// @param distinctMax different values that are counted
  ColumnTally(String name, int position, int distinctMax) {
    this.name = name;
    this.position = position;
    this.distinct = new DistinctCount(distinctMax);
  }

  /// @param marker the cell, which means that a value is missing
  void addMissing(String marker) {
    missing++;
    if (!marker.isEmpty() && markers.size() < EXAMPLES && !markers.contains(marker)) {
      markers.add(marker);
    }
  }

  void add(String cell, long line) {
    if (examples.size() < EXAMPLES && !examples.contains(cell)) {
      examples.add(cell);
    }
    double value = NumberText.parse(cell);
    if (Double.isNaN(value)) {
      addText(cell, line);
    } else {
      addNumber(cell, value, line);
    }
  }

  private void addNumber(String cell, double value, long line) {
    summary.add(value);
    compactDates += DateText.isCompact(value) ? 1 : 0;
    if (Math.abs(value) > largestSize) {
      largestSize = Math.abs(value);
      largest = new Sample(cell, line);
    }
    writing.addPlain(cell);
    if (NumberText.isWhole(cell, value)) {
      wholes++;
    } else if (firstFraction.line() == 0) {
      firstFraction = new Sample(cell, line);
    }
    boolean code = NumberText.isPadded(cell);
    if (code && padded++ == 0) {
      firstPadded = new Sample(cell, line);
    }
    if (code || Math.abs(value) >= 1L << 53) {
      distinct.add(SameValue.key(cell));
    } else {
      distinct.add(value);
    }
  }

  private void addText(String cell, long line) {
    if (texts++ == 0) {
      firstText = new Sample(cell, line);
    }
    distinct.add(cell);
    long before = writing.readable();
    writing.addText(cell);
    if (writing.readable() <= before) {
      addOdd(cell, line);
    }
    if (DateText.matches(cell)) {
      dates++;
      dateOrder.add(cell, line);
    }
    words += 1 + cell.chars().filter(c -> c == ' ').count();
  }

  /// A text that is no number, whatever one forgives.
  private void addOdd(String cell, long line) {
    if (odd.isEmpty()) {
      firstUnreadable = new Sample(cell, line);
    }
    if (odd.size() < ColumnLook.EXAMPLES_MAX && !odd.contains(cell)) {
      odd.add(cell);
    }
  }

  String name() {
    return name;
  }

  /// In the header, from 0.
  int position() {
    return position;
  }

  long cells() {
    return summary.count() + texts;
  }

  long missing() {
    return missing;
  }

  /// Up to three texts, other than nothing, that cells hold which count as missing.
  List<String> markers() {
    return markers;
  }

  /// No cell is a text (also when all are missing).
  boolean allNumbers() {
    return texts == 0;
  }

  /// Numbers, and each of them whole.
  boolean allWhole() {
    return texts == 0 && firstFraction.line() == 0;
  }

  /// Cells that are no numbers, neither as they stand nor in the writing of this column.
  long unreadable() {
    return cells() - Math.max(summary.count(), writing.readable());
  }

  /// The first cell that is no number in either sense.
  Sample firstUnreadable() {
    return firstUnreadable.line() == 0 ? firstText : firstUnreadable;
  }

  Sample firstText() {
    return firstText;
  }

  Sample firstFraction() {
    return firstFraction;
  }

  /// The first number that begins with a needless zero.
  Sample firstPadded() {
    return firstPadded;
  }

  /// The number of the greatest size.
  Sample largest() {
    return largest;
  }

  double largestSize() {
    return largestSize;
  }

  /// Whether some cells are numbers that are written otherwise.
  boolean isWritten() {
    return writing.readable() > summary.count();
  }

  /// How the numbers of a column are written that is declared to hold such.
  NumberWriting writing() {
    return writing.found();
  }

  /// Whether days or months come first in its dates.
  DateValue.OrderFinder dateOrder() {
    return dateOrder;
  }

  ColumnLook look() {
    ColumnKind kind = kind();
    List<String> shown = kind == ColumnKind.MIXED ? odd : examples;
    return new ColumnLook(name, kind, counts(), summary.numbers(), shown);
  }

  ColumnLook.Counts counts() {
    return new ColumnLook.Counts(cells(), missing, distinct.count(), distinct.counted());
  }

  ColumnKind kind() {
    long cells = cells();
    if (cells == 0) {
      return ColumnKind.EMPTY;
    }
    if (distinct.count() == 1 && (texts == 0 || missing == 0)) {
      return ColumnKind.CONSTANT;
    }
    if (texts == 0) {
      return numberKind();
    }
    if (dates * 20 >= cells * 19) {
      return ColumnKind.DATE;
    }
    long readable = Math.max(summary.count(), writing.readable());
    if (readable == cells) {
      return ColumnKind.WRITTEN_NUMBER;
    }
    return readable * 2 >= cells || isMostlyMissing(readable) ? ColumnKind.MIXED : textKind();
  }

  /// Whether few numbers stand among many cells that say in one way or two that there is none.
  private boolean isMostlyMissing(long readable) {
    long numbersApart = distinct.count() - odd.size();
    return readable > 0
        && odd.size() < ColumnLook.EXAMPLES_MAX
        && (MissingWords.are(odd) || odd.size() <= 2 && numbersApart >= NUMBERS_APART);
  }

  private ColumnKind numberKind() {
    boolean countsRows = missing == 0 && cells() > 2 && summary.isCounting();
    boolean named = ID_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
    boolean unique = cells() >= CELLS_TO_JUDGE && counts().differInPercent(100);
    if (compactDates == cells() && cells() >= CELLS_TO_JUDGE) {
      return ColumnKind.DATE;
    }
    boolean first = position == 0 && cells() >= CELLS_TO_JUDGE;
    if (countsRows && (named || first) || named && unique && wholes == cells()) {
      return ColumnKind.ID_LIKE;
    }
    return wholes == cells() ? ColumnKind.WHOLE_NUMBER : ColumnKind.NUMBER;
  }

  private ColumnKind textKind() {
    ColumnLook.Counts counts = counts();
    if (counts.cells() < CELLS_TO_JUDGE) {
      return ColumnKind.CATEGORY;
    }
    if (counts.differInPercent(80)) {
      return words >= 3 * texts ? ColumnKind.FREE_TEXT : ColumnKind.ID_LIKE;
    }
    boolean sentences = words >= 5 * texts && counts.differInPercent(50);
    return sentences ? ColumnKind.FREE_TEXT : ColumnKind.CATEGORY;
  }
}
