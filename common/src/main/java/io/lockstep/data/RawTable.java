package io.lockstep.data;

import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The wanted columns of a CSV file, read whole.
///
/// @param features in the order they were wanted
/// @param rows that were kept
/// @param account of the reading
record RawTable(
    DataFile file, List<RawColumn> features, Optional<RawColumn> label, int rows, Account account) {

  /// Different texts a column may hold.
  static final int TEXTS_MAX = 100_000;

  private static final int SHOWN_CHARS = 40;

  /// @param unlabelled rows that were left out
  /// @param others columns of the file that were not wanted
  /// @param sha256 of the file's content
  /// @param notes on how the file was read
  /// @param rejected rows that do not fit
  record Account(
      long unlabelled,
      List<String> others,
      String sha256,
      List<String> notes,
      RejectedRows rejected) {
    Account {
      others = List.copyOf(others);
      notes = List.copyOf(notes);
    }
  }

  static RawTable read(DataFile file, ReadPlan plan) {
    return TableReading.read(file, plan);
  }

  /// Columns of the file.
  int columns() {
    return features.size() + (label.isPresent() ? 1 : 0) + account.others().size();
  }

  /// Columns that are labels, by name; the first is that which was wanted as the label.
  List<RawColumn> labels(List<String> names) {
    List<RawColumn> labels = new ArrayList<>(List.of(label.orElseThrow()));
    for (String name : names.subList(1, names.size())) {
      labels.add(
          features.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow());
    }
    return labels;
  }

  /// The same rows, without some columns.
  RawTable without(Set<String> columns) {
    List<RawColumn> kept =
        features.stream().filter(column -> !columns.contains(column.name())).toList();
    return new RawTable(file, kept, label, rows, account);
  }

  /// Why there is no row to learn from.
  ///
  /// @param rejected rows of the file that do not fit
  /// @param dropped rows that have a missing cell each
  /// @param unlabelled rows that have no label
  static LockstepException noneLeft(RejectedRows rejected, long dropped, long unlabelled) {
    if (rejected.count() > 0) {
      List<String> others = new ArrayList<>();
      if (dropped > 0) {
        others.add("%d with a missing cell (missing: drop-row)".formatted(dropped));
      }
      if (unlabelled > 0) {
        others.add("%d without a label (data.unlabelled: skip)".formatted(unlabelled));
      }
      return rejected.noneStays(rejected.count() + dropped + unlabelled, others);
    }
    return dropped > 0 ? allDropped(rejected.file(), dropped) : noRows(rejected.file(), unlabelled);
  }

  /// @param unlabelled rows that are there, but have no label
  private static LockstepException noRows(DataFile file, long unlabelled) {
    return unlabelled > 0
        ? file.failure("no row of the file has a label", file.shown())
            .advising("fill labels in, or name another label column")
            .exception()
        : file.failure("the file has a header and no rows", file.shown())
            .advising("give a file with at least one row of data")
            .exception();
  }

  /// @param dropped rows that are there, but have a missing cell each
  private static LockstepException allDropped(DataFile file, long dropped) {
    return file.failure(
            "no row is left: a cell is missing in %s, and missing: drop-row leaves such rows out"
                .formatted(dropped == 1 ? "the only row" : "each of %d rows".formatted(dropped)),
            file.shown())
        .advising("let cells be filled: --set data.missing=mean")
        .exception();
  }

  /// A cell as an error shows it.
  static String shown(String cell) {
    return cell.length() > SHOWN_CHARS ? cell.substring(0, SHOWN_CHARS) + "…" : cell;
  }
}
