package io.lockstep.data;

import io.lockstep.config.Nearest;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds the columns of a CSV file by name, and words which are not there.
record ColumnChoice(CsvRows rows) {

  /// Position of the label when nothing else is known of the file.
  int label(String name) {
    return one(name, "label column", List.of());
  }

  /// @param role of the column, as an error shows it
  /// @param taken columns that are needed for something else, so that none of them was meant
  int one(String name, String role, Collection<String> taken) {
    int column = header().indexOf(name);
    if (column < 0) {
      throw file()
          .failure("%s '%s' is not in the file".formatted(role, name), file().at(1))
          .advising(NearestName.advice(name, spare(taken), header()) + delimiterPerhaps(name))
          .exception();
    }
    return column;
  }

  /// Position of the label that a model knows by this name.
  ///
  /// @param taken columns that the model has learnt from
  int labelOf(String name, Collection<String> taken) {
    if (file().key().isEmpty() && !header().contains(name)) {
      throw file()
          .failure("label column '%s' is not in the file".formatted(name), file().at(1))
          .advising(
              "name the column that holds it '%s'; %s"
                  .formatted(name, NearestName.advice(name, spare(taken), header())))
          .exception();
    }
    return one(name, "label column", taken);
  }

  /// Positions of all columns that a model has learnt from.
  ///
  /// @throws LockstepException naming each that is not there
  int[] all(List<String> names) {
    List<String> absent = new ArrayList<>(names);
    absent.removeAll(header());
    if (!absent.isEmpty() && isNameless(names)) {
      throw nameless(names);
    }
    if (!absent.isEmpty()) {
      throw file()
          .failure(
              "%s not in the file, and the model has learnt from %s"
                  .formatted(Wording.columnsAre(absent), absent.size() == 1 ? "it" : "them"),
              file().at(1))
          .advising(renaming(absent, spare(names)))
          .exception();
    }
    return names.stream().mapToInt(header()::indexOf).toArray();
  }

  /// Where the only name holds the one that is wanted, a sign between cells was not seen as such.
  private String delimiterPerhaps(String wanted) {
    int at = header().size() == 1 ? header().getFirst().indexOf(wanted) : -1;
    if (at < 0) {
      return "";
    }
    String line = header().getFirst();
    int beside = at > 0 ? at - 1 : at + wanted.length();
    boolean sign = beside < line.length() && line.substring(beside).matches("[!-/:-@\\[-`{-~].*");
    return sign
        ? file()
            .stating("'data.delimiter=%s'".formatted(line.charAt(beside)), "")
            .map("; if that sign stands between cells: "::concat)
            .orElse("")
        : "";
  }

  /// Whether the file is read as one without names, and names are wanted.
  private boolean isNameless(List<String> wanted) {
    return !rows.isNamed() && !wanted.stream().allMatch(name -> name.matches("[0-9]+"));
  }

  private LockstepException nameless(List<String> wanted) {
    String line = rows.headerLine(wanted).replace("'", "'\\''");
    return file()
        .failure(
            "the file is read without a header, and this model finds its columns by name",
            file().at(1))
        .advising(
            "if its first line names them, leave data.header=false out; else put their names before it, in the order of its columns: (echo '%s'; cat %s) | lockstep predict MODEL -"
                .formatted(line, file().isPipe() ? "FILE" : file().shown()))
        .exception();
  }

  private DataFile file() {
    return rows.file();
  }

  private List<String> header() {
    return rows.header();
  }

  /// Which column could be meant by one that is not there.
  private String renaming(List<String> absent, List<String> spare) {
    List<String> pairs = new ArrayList<>();
    for (String name : absent) {
      Optional<String> nearest = Nearest.to(name, spare);
      nearest.ifPresent(found -> pairs.add("'%s' to '%s'".formatted(found, name)));
    }
    return pairs.isEmpty()
        ? "add what is missing; "
            + NearestName.advice("", List.of(), header())
            + delimiterPerhaps(absent.getFirst())
        : "if they mean the same, rename %s in the header".formatted(String.join(", ", pairs));
  }

  private List<String> spare(Collection<String> taken) {
    return header().stream().filter(name -> !taken.contains(name)).toList();
  }
}
