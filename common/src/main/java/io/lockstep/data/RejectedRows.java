package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.config.Words;
import io.lockstep.failure.Failure;
import io.lockstep.failure.Figure;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
  private final Map<Fate, Row> firsts = new EnumMap<>(Fate.class);
  private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);

  RejectedRows(DataFile file, BadRows rule) {
    this.file = file;
    this.rule = rule;
  }

  DataFile file() {
    return file;
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
    firsts.putIfAbsent(row.fate(), row);
    counts.merge(row.fate(), 1L, Long::sum);
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

  /// The first of them, [#KEPT_MAX] at most.
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How many have met this fate.
  long count(Fate fate) {
    return counts.getOrDefault(fate, 0L);
  }

  /// @param all rows of the file
  /// @throws LockstepException when more are bad than may be
  void check(long all) {
    if (count() > rule.most() * all) {
      throw failure(all).exception();
    }
  }

  private Failure failure(long all) {
    Row first = rows.getFirst();
    return file.failure(
            "%d of %s do not fit, and data.bad-rows-max allows %s of them; the first: %s"
                .formatted(count(), Wording.rows(all), Figure.rounded(rule.most()), first.reason()),
            file.at(first.line()))
        .advising(
            "fix the file, or allow more: --set data.bad-rows-max=%s"
                .formatted(Math.min(1, Math.ceil(100.0 * count() / all) / 100)));
  }

  /// @param of how many rows of the file, none of which stays
  /// @param others what became of those that fit, as a list to be read
  LockstepException noneStays(long of, List<String> others) {
    Row first = firsts.get(Fate.LEFT_OUT);
    List<String> fates = new ArrayList<>();
    fates.add(
        "%d that do not fit (data.bad-rows: %s)"
            .formatted(count(Fate.LEFT_OUT), Words.of(rule.rule())));
    fates.addAll(others);
    return file.failure(
            "no row is left of %s: %s; the first: %s"
                .formatted(Wording.rows(of), String.join(", ", fates), first.reason()),
            file.at(first.line()))
        .advising("fix the file, or give one with rows that fit")
        .exception();
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
    Row first = firsts.get(fate);
    if (first != null) {
      notes.add(
          "%d of %s %s; the first at %s: %s"
              .formatted(
                  count(fate), Wording.rows(all), what, file.at(first.line()), first.reason()));
    }
  }
}
