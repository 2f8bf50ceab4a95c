package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.failure.Failure;
import io.lockstep.failure.Figure;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;

/// The rows of one file that do not fit and are not refused: how many, and which.
public final class RejectedRows {

  /// Rows that are kept with their cells; more are counted.
  static final int KEPT_MAX = 100_000;

  /// What became of a row.
  public enum Fate {
    LEFT_OUT,
    /// Some cell of it counts as missing.
    IMPUTED
  }

  /// @param line on which the row begins, from 1
  /// @param column that is to blame; empty when the row as a whole is
  /// @param cells as they were read
  public record Row(long line, Fate fate, String column, String reason, List<String> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  private final DataFile file;
  private final BadRows rule;
  private final List<Row> rows = new ArrayList<>();
  private List<String> header = List.of();
  private long count;

  RejectedRows(DataFile file, BadRows rule) {
    this.file = file;
    this.rule = rule;
  }

  boolean isAsked() {
    return rule.rule() != BadRows.Rule.FAIL;
  }

  boolean isImputing() {
    return rule.rule() == BadRows.Rule.IMPUTE;
  }

  void header(List<String> names) {
    header = List.copyOf(names);
  }

  void add(Row row) {
    count++;
    if (rows.size() < KEPT_MAX) {
      rows.add(row);
    }
  }

  /// Path of the file.
  public String name() {
    return file.shown();
  }

  public List<String> header() {
    return header;
  }

  public List<Row> rows() {
    return List.copyOf(rows);
  }

  public long count() {
    return count;
  }

  /// @param all rows of the file
  /// @throws LockstepException when more are bad than may be
  void check(long all) {
    if (count > rule.most() * all) {
      throw failure(all).exception();
    }
  }

  private Failure failure(long all) {
    Row first = rows.getFirst();
    return file.failure(
            "%d of %s do not fit, and data.bad-rows-max allows %s of them; the first: %s"
                .formatted(count, Wording.rows(all), Figure.rounded(rule.most()), first.reason()),
            file.at(first.line()))
        .advising(
            "fix the file, or allow more: --set data.bad-rows-max=%s"
                .formatted(Math.min(1, Math.ceil(100.0 * count / all) / 100)));
  }

  /// What a reader should know; empty when there is nothing.
  ///
  /// @param all rows of the file
  List<String> notes(long all) {
    List<String> notes = new ArrayList<>();
    note(notes, Fate.LEFT_OUT, all, "do not fit and are left out");
    note(notes, Fate.IMPUTED, all, "have cells that cannot be read and count as missing");
    return notes;
  }

  private void note(List<String> notes, Fate fate, long all, String what) {
    List<Row> such = rows.stream().filter(row -> row.fate() == fate).toList();
    if (!such.isEmpty()) {
      notes.add(
          "%d of %s %s; the first at %s: %s"
              .formatted(
                  such.size(),
                  Wording.rows(all),
                  what,
                  file.at(such.getFirst().line()),
                  such.getFirst().reason()));
    }
  }
}
