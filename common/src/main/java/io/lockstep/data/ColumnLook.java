package io.lockstep.data;

import io.lockstep.failure.Figure;
import java.util.List;
import java.util.Locale;

/// What one column of a CSV file holds, before anything is decided about it.
///
/// @param examples up to three different cells, in the order of the file; of numbers and texts, up
///   to [#EXAMPLES_MAX] texts
public record ColumnLook(
    String name, ColumnKind kind, Counts counts, Numbers numbers, List<String> examples) {

  /// Examples that are kept of the texts among numbers.
  public static final int EXAMPLES_MAX = 10;

  private static final int SHOWN_MAX = 3;

  /// Of so many cells one may be no number in a column that is nearly of numbers.
  private static final int CELLS_FOR_ONE_TEXT = 20;

  public ColumnLook {
    examples = List.copyOf(examples);
  }

  /// @param cells that are not missing
  /// @param missing cells that hold a marker of a missing value
  /// @param distinct different values among the first `counted` cells; numbers of one value are one
  /// @param counted all cells, or fewer when there were too many different ones to count
  public record Counts(long cells, long missing, long distinct, long counted) {

    /// Whether at least so many of a hundred cells hold something that no other does.
    boolean differInPercent(int percent) {
      return distinct * 100 >= counted * percent;
    }

    /// Such as `35`, or `10,000+` when counting stopped.
    public String distinctText() {
      return String.format(Locale.ROOT, counted < cells ? "%,d+" : "%,d", distinct);
    }
  }

  /// The cells that are plain numbers; all 0 when there are none.
  ///
  /// @param deviation divided by how many they are
  public record Numbers(long count, double least, double greatest, double mean, double deviation) {}

  /// Whether all the texts among its numbers are words for nothing, such as `n/a`.
  public boolean hasWordsForMissing() {
    return kind == ColumnKind.MIXED && examples.size() < EXAMPLES_MAX && MissingWords.are(examples);
  }

  /// Whether all but a few cells are numbers, and the examples name each of the others.
  public boolean isNearlyOfNumbers() {
    return kind == ColumnKind.MIXED
        && examples.size() < EXAMPLES_MAX
        && (counts.cells() - numbers.count()) * CELLS_FOR_ONE_TEXT <= counts.cells();
  }

  /// Whether it holds dates that can be taken apart, as far as its examples tell.
  public boolean isOfDays() {
    return kind == ColumnKind.DATE && examples.stream().allMatch(ColumnLook::isDay);
  }

  /// Whether a cell is a date of which year, month and day are known.
  public static boolean isDay(String cell) {
    return !Double.isNaN(DateValue.of(cell, DateOrder.DAY_FIRST))
        || !Double.isNaN(DateValue.of(cell, DateOrder.MONTH_FIRST));
  }

  /// Whether the cells are 0, 1, 2 … or 1, 2, 3 … as far as their range and number tell.
  public boolean countsRows() {
    boolean fromStart = numbers.least() == 0 || numbers.least() == 1;
    return fromStart
        && numbers.count() == counts.cells()
        && numbers.greatest() - numbers.least() + 1 == counts.cells();
  }

  /// Least and greatest of a column of numbers, some cells of any other.
  public String values() {
    double largest = Math.max(Math.abs(numbers.least()), Math.abs(numbers.greatest()));
    boolean exact = largest < 1L << 53;
    return switch (kind) {
      case NUMBER -> range();
      case WHOLE_NUMBER -> exact ? range() : shownExamples();
      case WRITTEN_NUMBER, MIXED, CATEGORY, DATE, FREE_TEXT, ID_LIKE, CONSTANT, EMPTY ->
          shownExamples();
    };
  }

  private String range() {
    return Figure.of(numbers.least()) + " to " + Figure.of(numbers.greatest());
  }

  private String shownExamples() {
    return String.join("; ", examples.stream().limit(SHOWN_MAX).map(RawTable::shown).toList());
  }
}
