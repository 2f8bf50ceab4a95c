package io.lockstep.cli.progress;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.lockstep.config.Words;
import io.lockstep.data.ColumnRow;
import io.lockstep.data.ColumnRow.Role;
import io.lockstep.failure.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The table of columns that a user sees before training: what each holds and what it is used for.
public final class ColumnsTable {

  /// Longer tables show their first and last columns, and the label.
  private static final int ROWS_MAX = 40;

  private static final int FIRST = 20;
  private static final int LAST = 5;
  private static final int NAME_CHARS = 30;
  private static final int VALUES_CHARS = 36;

  private ColumnsTable() {}

  /// @param columns in the order of the file; the text is empty when there are none
  public static String text(List<ColumnRow> columns) {
    if (columns.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(
            "column", "kind", "missing", "distinct", "values", "role", "encoded", "inputs");
    List<ColumnRow> left = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean shown =
          columns.size() <= ROWS_MAX
              || i < FIRST
              || i >= columns.size() - LAST
              || columns.get(i).role() == Role.LABEL;
      if (shown) {
        addRow(columns.get(i), table);
      } else {
        left.add(columns.get(i));
      }
    }
    return table.text() + summary(left);
  }

  private static void addRow(ColumnRow column, TextTable table) {
    table.row(
        cut(column.look().name(), NAME_CHARS),
        column.look().kind().word(),
        number(column.look().counts().missing()),
        column.look().counts().distinctText(),
        cut(column.look().values(), VALUES_CHARS),
        Words.of(column.role()),
        column.encoded(),
        number(column.inputs()));
  }

  private static String summary(List<ColumnRow> left) {
    if (left.isEmpty()) {
      return "";
    }
    Map<String, Long> kinds =
        new TreeMap<>(
            left.stream().collect(groupingBy(row -> row.look().kind().word(), counting())));
    String each =
        kinds.entrySet().stream()
            .map(kind -> "%s %s".formatted(number(kind.getValue()), kind.getKey()))
            .collect(joining(", "));
    long inputs = left.stream().mapToLong(ColumnRow::inputs).sum();
    return "and %s more columns, %s inputs: %s\n"
        .formatted(number(left.size()), number(inputs), each);
  }

  private static String cut(String text, int most) {
    String line = OneLine.of(text);
    return line.length() > most ? line.substring(0, most - 1) + "…" : line;
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
