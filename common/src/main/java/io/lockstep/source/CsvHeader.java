package io.lockstep.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The columns of a CSV file: their names, and where in a row each of them is. Columns without a
/// name and without a value are none; they come from a delimiter at the end of each line.
///
/// @param names distinct
/// @param at position in a row by column, ascending
/// @param named columns that had no name and got their number, counted from 0, as one
/// @param width cells of the first row
record CsvHeader(List<String> names, List<Integer> at, List<String> named, int width) {

  /// @param first the first row, names or data
  static CsvHeader of(CsvRow first, CsvForm form, DataFile file) {
    boolean named = form.header() == CsvForm.Header.NAMES;
    int size = first.size();
    while (size > 1 && first.cell(size - 1).isEmpty() && form.columns().empty().get(size - 1)) {
      size--;
    }
    List<String> names = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    List<String> numbered = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String name = named ? first.cell(i) : String.valueOf(i);
      if (name.isEmpty() && form.columns().empty().get(i) && size > 1) {
        continue;
      }
      if (name.isEmpty()) {
        name = String.valueOf(i);
        numbered.add(name);
      }
      Integer other = seen.put(name, i);
      if (other != null) {
        throw file.failure(
                "two columns are named '%s': columns %d and %d".formatted(name, other + 1, i + 1),
                file.at(first.line()))
            .advising("rename one of them in the header")
            .exception();
      }
      names.add(name);
      at.add(i);
    }
    return new CsvHeader(List.copyOf(names), List.copyOf(at), List.copyOf(numbered), first.size());
  }

  int size() {
    return names.size();
  }

  /// Cells that a row must have.
  int cells() {
    return at.isEmpty() ? 0 : at.getLast() + 1;
  }

  /// Position of the first cell that belongs to no column and holds something, or -1.
  int strayCell(CsvRow row) {
    if (row.size() == at.size()) {
      return -1;
    }
    int column = 0;
    for (int i = 0; i < row.size(); i++) {
      if (column < at.size() && at.get(column) == i) {
        column++;
      } else if (!row.cell(i).isEmpty()) {
        return i;
      }
    }
    return -1;
  }
}
