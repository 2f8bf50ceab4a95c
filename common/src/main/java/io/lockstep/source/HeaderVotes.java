package io.lockstep.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What speaks for the first line being names of columns, and what for its being data.
///
/// @param names texts above columns of numbers
/// @param data numbers above numbers, and numbers that no column is named
/// @param again texts that stand in their column a second time
/// @param texts texts above columns of texts
record HeaderVotes(int names, int data, int again, int texts) {

  /// Numbers in a row that count are names of columns when there are so many of them.
  private static final int SEQUENCE_MIN = 4;

  /// @param isNumber whether a cell is a number as the file writes them
  static HeaderVotes of(HeadRows head, Predicate<String> isNumber) {
    List<String> first = head.first().cells();
    List<List<String>> below = head.below().stream().map(HeadRows.Row::cells).toList();
    boolean counts = counts(first) && (below.isEmpty() || !counts(below.getFirst()));
    int names = 0;
    int data = 0;
    int again = 0;
    int texts = 0;
    for (int column = 0; column < first.size(); column++) {
      String cell = first.get(column);
      List<String> values = values(below, column);
      boolean numbersBelow = !values.isEmpty() && values.stream().allMatch(isNumber);
      if (Decimals.isBlank(cell)) {
        continue;
      }
      if (isNumber.test(cell)) {
        boolean noName = !cell.chars().allMatch(c -> c >= '0' && c <= '9');
        data += !counts && (numbersBelow || noName || below.isEmpty()) ? 1 : 0;
      } else if (numbersBelow) {
        names++;
      } else if (!values.isEmpty()) {
        texts++;
        again += values.contains(cell) ? 1 : 0;
      }
    }
    return new HeaderVotes(names, data, again, texts);
  }

  boolean speakForData() {
    return data > 0 ? data >= names : names == 0 && again > 0 && again * 2 >= texts;
  }

  private static List<String> values(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .map(row -> row.get(column))
        .filter(cell -> !Decimals.isBlank(cell))
        .toList();
  }

  /// Whether the numbers of a row go up by one step, as columns 0, 1, 2 or years do.
  private static boolean counts(List<String> row) {
    List<Double> numbers = new ArrayList<>();
    for (String cell : row) {
      if (Decimals.isPoint(cell)) {
        numbers.add(Double.valueOf(cell));
      }
    }
    if (numbers.size() < SEQUENCE_MIN) {
      return false;
    }
    Set<Double> steps = new HashSet<>();
    for (int i = 1; i < numbers.size(); i++) {
      steps.add((double) Math.round((numbers.get(i) - numbers.get(i - 1)) * 1e6));
    }
    return steps.size() == 1 && steps.iterator().next() > 0;
  }
}
