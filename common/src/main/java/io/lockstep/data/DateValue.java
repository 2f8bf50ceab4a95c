package io.lockstep.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The day that a date means, among the forms that [DateText] knows; a time of day beside it does
/// not count. Dates without a year, weeks and quarters mean no day.
final class DateValue {

  /// What a date tells of whether days or months come first in its column.
  private enum Evidence {
    DAY_FIRST,
    MONTH_FIRST,
    /// Both can be meant.
    EITHER,
    /// It is written so that there is no question.
    PLAIN
  }

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /// Years of two digits up to this one are of this century, as POSIX has it.
  private static final int CENTURY = 68;

  private static final Pattern YEAR_FIRST =
      DateText.form("(\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2}))?" + DateText.TIME);
  private static final Pattern YEAR_LAST =
      DateText.form("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})" + DateText.TIME);
  private static final Pattern DAY_AND_NAME =
      DateText.form(
          "(\\d{1,2})(?:st|nd|rd|th)?[-\\s.]+("
              + DateText.MONTH
              + ")[-\\s,]+(\\d{4}|\\d{2})"
              + DateText.TIME);
  private static final Pattern NAME_AND_DAY =
      DateText.form(
          "("
              + DateText.MONTH
              + ")[-\\s]+(\\d{1,2})(?:st|nd|rd|th)?,?[-\\s]+(\\d{4})"
              + DateText.TIME);
  private static final Pattern NAME_AND_YEAR =
      DateText.form("(" + DateText.MONTH + ")[-\\s]+(\\d{4})");
  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");

  private DateValue() {}

  /// Days since 1970-01-01, or NaN when the text means no day.
  static double of(String text, DateOrder order) {
    try {
      return day(text, order);
    } catch (DateTimeException _) {
      return Double.NaN; // Such as the 30th of February.
    }
  }

  private static double day(String text, DateOrder order) {
    Matcher at = COMPACT.matcher(text);
    if (at.matches()) {
      return day(number(at, 1), number(at, 2), number(at, 3));
    }
    at = YEAR_FIRST.matcher(text);
    if (at.matches()) {
      return day(number(at, 1), number(at, 3), at.group(4) == null ? 1 : number(at, 4));
    }
    at = YEAR_LAST.matcher(text);
    if (at.matches()) {
      return switch (order) {
        case DAY_FIRST -> day(year(at.group(4)), number(at, 3), number(at, 1));
        case MONTH_FIRST -> day(year(at.group(4)), number(at, 1), number(at, 3));
      };
    }
    at = DAY_AND_NAME.matcher(text);
    if (at.matches()) {
      return day(year(at.group(3)), month(at.group(2)), number(at, 1));
    }
    at = NAME_AND_DAY.matcher(text);
    if (at.matches()) {
      return day(number(at, 3), month(at.group(1)), number(at, 2));
    }
    at = NAME_AND_YEAR.matcher(text);
    return at.matches() ? day(number(at, 2), month(at.group(1)), 1) : Double.NaN;
  }

  private static double day(int year, int month, int day) {
    return LocalDate.of(year, month, day).toEpochDay();
  }

  private static int number(Matcher at, int group) {
    return Integer.parseInt(at.group(group));
  }

  private static int year(String digits) {
    int year = Integer.parseInt(digits);
    if (digits.length() == 4) {
      return year;
    }
    return year <= CENTURY ? 2000 + year : 1900 + year;
  }

  private static int month(String name) {
    return 1 + MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
  }

  private static Evidence evidence(String text) {
    Matcher at = YEAR_LAST.matcher(text);
    if (!at.matches()) {
      return Evidence.PLAIN;
    }
    boolean dayMayBeFirst = number(at, 3) <= 12;
    boolean monthMayBeFirst = number(at, 1) <= 12;
    if (dayMayBeFirst == monthMayBeFirst) {
      return Evidence.EITHER;
    }
    return dayMayBeFirst ? Evidence.DAY_FIRST : Evidence.MONTH_FIRST;
  }

  /// Finds out the order of a column by its cells.
  static final class OrderFinder {
    private long dayFirst;
    private long monthFirst;
    private String doubtful = "";
    private long doubtfulLine;

    void add(String text, long line) {
      switch (evidence(text)) {
        case DAY_FIRST -> dayFirst++;
        case MONTH_FIRST -> monthFirst++;
        case EITHER -> {
          if (doubtfulLine == 0) {
            doubtful = text;
            doubtfulLine = line;
          }
        }
        case PLAIN -> {} // Tells nothing, and asks nothing.
      }
    }

    DateOrder order() {
      return dayFirst > monthFirst ? DateOrder.DAY_FIRST : DateOrder.MONTH_FIRST;
    }

    /// Whether there are cells that can be read in two ways.
    boolean isAmbiguous() {
      return doubtfulLine > 0;
    }

    /// Whether cells can be read in two ways and none tells which is meant.
    boolean isInDoubt() {
      return doubtfulLine > 0 && dayFirst == monthFirst;
    }

    ColumnTally.Sample doubtful() {
      return new ColumnTally.Sample(doubtful, doubtfulLine);
    }
  }
}
