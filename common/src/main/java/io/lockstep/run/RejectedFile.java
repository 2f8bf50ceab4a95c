package io.lockstep.run;

import io.lockstep.data.RejectedRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The rows that a run has passed over, as CSV: where each stands and why, then its cells as they
/// were read, each in the column of its name. Of a row of more or fewer cells than its file has
/// columns nobody knows which is which: they follow one another.
final class RejectedFile {

  private RejectedFile() {}

  /// @param files of rows, one at least
  static byte[] csv(List<RejectedRows> files) {
    StringBuilder text = new StringBuilder();
    List<String> head = new ArrayList<>(List.of("file", "line", "column", "fate", "reason"));
    List<String> columns =
        files.stream().flatMap(file -> file.header().stream()).distinct().toList();
    head.addAll(columns);
    text.append(line(head));
    for (RejectedRows file : files) {
      for (RejectedRows.Row row : file.rows()) {
        String fate = row.fate().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        List<String> cells =
            new ArrayList<>(
                List.of(file.name(), Long.toString(row.line()), row.column(), fate, row.reason()));
        cells.addAll(inOrder(row.cells(), file.header(), columns));
        text.append(line(cells));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> inOrder(
      List<String> cells, List<String> header, List<String> columns) {
    return cells.size() != header.size()
        ? cells
        : columns.stream().map(header::indexOf).map(at -> at < 0 ? "" : cells.get(at)).toList();
  }

  private static String line(List<String> cells) {
    return cells.stream().map(RejectedFile::quoted).collect(Collectors.joining(",")) + "\n";
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
