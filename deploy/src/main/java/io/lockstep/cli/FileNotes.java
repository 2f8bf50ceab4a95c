package io.lockstep.cli;

import io.lockstep.data.EncodedFile;
import io.lockstep.data.UnknownCells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What does not fit in a file that a model is given, as text and as data.
final class FileNotes {

  private static final int NOTES_MAX = 12;
  private static final int NAMES_MAX = 8;
  private static final int TEXTS_MAX = 20;

  private final EncodedFile file;
  private final List<String> all = new ArrayList<>();

  /// @param ignored columns that training left out: they may be there
  FileNotes(EncodedFile file, List<String> ignored) {
    this.file = file;
    List<String> others = new ArrayList<>(file.others());
    others.removeAll(ignored);
    if (!others.isEmpty()) {
      all.add(ofOthers(others));
    }
    all.addAll(file.notes());
  }

  private static String ofOthers(List<String> others) {
    String names =
        String.join(", ", others.stream().limit(NAMES_MAX).map("'%s'"::formatted).toList());
    int more = others.size() - NAMES_MAX;
    return "%s %s%s %s not of the model and not read"
        .formatted(
            others.size() == 1 ? "column" : "columns",
            names,
            more > 0 ? " and %d more".formatted(more) : "",
            others.size() == 1 ? "is" : "are");
  }

  /// What else there is to say of it.
  void add(String note) {
    all.add(note);
  }

  void tell(Output output) {
    all.stream().limit(NOTES_MAX).forEach(note -> output.talk().println("note: " + note));
    if (all.size() > NOTES_MAX) {
      output.talk().println("note: %d more of this kind".formatted(all.size() - NOTES_MAX));
    }
  }

  /// Adds what there is to say to the answer for a whole file.
  void addTo(Map<String, Object> answer) {
    if (!all.isEmpty()) {
      answer.put("notes", all);
    }
    if (!file.unknown().isEmpty()) {
      answer.put("unknown", file.unknown().stream().map(FileNotes::map).toList());
    }
  }

  private static Map<String, Object> map(UnknownCells cells) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", cells.column());
    map.put("cells", cells.count());
    map.put("texts", cells.texts().stream().limit(TEXTS_MAX).toList());
    return map;
  }

  /// Adds the columns to the answer for one row of which training never knew its cell.
  void addTo(Map<String, Object> answer, int row) {
    List<String> columns =
        file.unknown().stream().filter(cells -> cells.isIn(row)).map(UnknownCells::column).toList();
    if (!columns.isEmpty()) {
      answer.put("unknown", columns);
    }
  }
}
