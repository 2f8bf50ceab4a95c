package io.lockstep.plot;

import java.util.ArrayList;
import java.util.List;

/// The numbers behind a picture, as CSV by RFC 4180 with line feeds.
public final class DataTable {

  private final List<String> header;
  private final List<List<?>> rows = new ArrayList<>();

  DataTable(String... header) {
    this(List.of(header));
  }

  DataTable(List<String> header) {
    this.header = List.copyOf(header);
  }

  /// @param cells texts and numbers, one for each column; a NaN stands for nothing
  DataTable add(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, header.size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  public String csv() {
    StringBuilder text = new StringBuilder();
    append(text, header);
    rows.forEach(row -> append(text, row));
    return text.toString();
  }

  private static void append(StringBuilder text, List<?> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    text.append('\n');
  }

  private static String cell(Object value) {
    String text =
        switch (value) {
          case Double number when number.isNaN() -> "";
          case Float number when number.isNaN() -> "";
          default -> value.toString();
        };
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
