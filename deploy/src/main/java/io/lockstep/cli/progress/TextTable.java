package io.lockstep.cli.progress;

import java.util.ArrayList;
import java.util.List;

/// Rows of text in aligned columns: the first to the left, numbers to the right.
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /// @param head names of the columns
  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  public TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /// The table, without columns where it would be wider than this.
  ///
  /// @param spare indices of the columns that may go, the one that is missed least first
  TextTable fitting(int width, List<Integer> spare) {
    boolean fits = text().lines().allMatch(line -> line.length() <= width);
    return fits || spare.isEmpty() ? this : without(spare.getFirst()).fitting(width, after(spare));
  }

  /// The other indices, once the first column is gone.
  private static List<Integer> after(List<Integer> spare) {
    int gone = spare.getFirst();
    return spare.stream().skip(1).map(index -> index > gone ? index - 1 : index).toList();
  }

  private TextTable without(int column) {
    TextTable narrower = new TextTable();
    narrower.rows.clear();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>(row);
      cells.remove(column);
      narrower.rows.add(List.copyOf(cells));
    }
    return narrower;
  }

  /// The table, one line per row, each with a line end.
  public String text() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    boolean[] areNumbers = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      areNumbers[i] = areNumbers(i);
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pattern = areNumbers[i] ? "%" + widths[i] + "s  " : "%-" + widths[i] + "s  ";
        line.append(pattern.formatted(row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private boolean areNumbers(int column) {
    return rows.stream()
        .skip(1)
        .map(row -> row.get(column))
        .allMatch(cell -> cell.matches("[-+0-9.,%]*"));
  }
}
