package io.lockstep.source;

import io.lockstep.config.Defaults;
import io.lockstep.config.Dialect;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells a cell of several lines from rows that a stray quote swallowed. Text has as many
/// delimiters in a line as it likes; rows have one fewer than columns, each of them.
final class LongCells {

  private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

  private final DataFile file;
  private final CsvForm form;
  private final int width;
  private final int linesMax;
  private final boolean stated;
  private long count;
  private long firstLine;

  /// @param width cells of a row
  LongCells(DataFile file, CsvForm form, int width, Dialect dialect) {
    this.file = file;
    this.form = form;
    this.width = width;
    linesMax = dialect.cellLines().orElse(Defaults.CELL_LINES);
    stated = dialect.cellLines().isPresent();
  }

  /// @throws io.lockstep.failure.LockstepException at a cell that is too long or holds rows
  void check(CsvRow row) {
    long line = row.line();
    for (int column = 0; column < row.size(); column++) {
      List<String> lines = List.of(LINE_END.split(row.cell(column), -1));
      if (lines.size() > 1) {
        check(lines, column, line);
        firstLine = count++ == 0 ? line : firstLine;
        line += lines.size() - 1;
      }
    }
  }

  private void check(List<String> lines, int column, long line) {
    boolean rows = !stated && holdsRows(lines, column);
    if (rows || lines.size() > linesMax) {
      throw file.failure(
              "a quote opens a cell here that goes over %d lines%s"
                  .formatted(lines.size(), rows ? ", which look like rows" : ""),
              file.at(line))
          .advising(
              "take the quote away, or write it twice inside a quoted cell (\"\")"
                  + file.stating("data.cell-lines=" + lines.size(), "")
                      .map(words -> "; if the cell is meant so: " + words)
                      .orElse(""))
          .exception();
    }
  }

  private boolean holdsRows(List<String> lines, int column) {
    if (width < 2) {
      return false;
    }
    if (lines.size() == 2) {
      return isEndAndBegin(lines.getFirst(), lines.getLast(), column);
    }
    List<String> inner =
        lines.subList(1, lines.size() - 1).stream().filter(line -> !line.isBlank()).toList();
    return !inner.isEmpty() && inner.stream().allMatch(line -> cells(line).size() == width);
  }

  /// Two lines are rows when the first is the end of one from this column on, the second the
  /// beginning of one up to this column, and there are numbers where numbers belong.
  private boolean isEndAndBegin(String first, String second, int column) {
    List<String> end = cells(first);
    List<String> begin = cells(second);
    if (end.size() != width - column || begin.size() != column + 1) {
      return false;
    }
    BitSet numbers = form.columns().numbers();
    int looked = 0;
    for (int i = 0; i < width; i++) {
      if (numbers.get(i)) {
        String cell = i >= column ? end.get(i - column) : begin.get(i);
        if (!Decimals.isPoint(cell) && !Decimals.isComma(cell)) {
          return false;
        }
        looked++;
      }
    }
    return looked > 0;
  }

  private List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(form.delimiter());
        at >= 0;
        at = line.indexOf(form.delimiter(), from)) {
      cells.add(line.substring(from, at).strip());
      from = at + 1;
    }
    cells.add(line.substring(from).strip());
    return cells;
  }

  Optional<String> note(String name) {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %d %s over several lines, the first at line %d"
                .formatted(name, count, count == 1 ? "cell goes" : "cells go", firstLine));
  }
}
