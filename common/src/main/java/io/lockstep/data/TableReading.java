package io.lockstep.data;

import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.data.RejectedRows.Fate;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the wanted columns of a CSV file, and decides which of its rows stay. One use.
final class TableReading {

  private final CsvRows rows;
  private final ReadPlan plan;
  private final CellErrors errors;
  private final int[] featureAt;
  private final List<RawColumn> features;
  private final int labelAt;
  private final Optional<RawColumn> label;
  private final RejectedRows rejected;
  private final boolean leavesOut;
  private final boolean imputes;
  private int kept;
  private long unlabelled;
  private long dropped;

  private TableReading(CsvRows rows, ReadPlan plan) {
    this.rows = rows;
    this.plan = plan;
    errors = new CellErrors(rows, plan);
    List<String> names = plan.features().stream().map(Wanted::name).toList();
    ColumnChoice choice = new ColumnChoice(rows);
    featureAt = choice.all(names);
    features = plan.features().stream().map(RawColumn::empty).toList();
    labelAt = plan.label().map(wanted -> choice.labelOf(wanted.name(), names)).orElse(-1);
    label = plan.label().map(RawColumn::empty);
    rejected = new RejectedRows(rows.file(), plan.rules().badRows());
    rejected.header(rows.header());
    leavesOut = plan.mayLeaveOut();
    // Whoever wants a prediction wants one for each row.
    imputes = rejected.isImputing() || rejected.isAsked() && label.isEmpty();
  }

  static RawTable read(DataFile file, ReadPlan plan) {
    try (CsvRows rows = CsvRows.open(file, plan.rules().dialect())) {
      TableReading reading = new TableReading(rows, plan);
      rows.asking(reading::passOver);
      while (rows.next()) {
        reading.take();
      }
      return reading.table();
    }
  }

  private boolean passOver(long line, List<String> cells, LockstepException reason) {
    if (!rejected.isAsked() || label.isEmpty()) {
      return false;
    }
    reject(line, Fate.LEFT_OUT, "", reason, cells);
    return true;
  }

  private void reject(
      long line, Fate fate, String column, LockstepException reason, List<String> cells) {
    rejected.add(new RejectedRows.Row(line, fate, column, reason.failure().error(), cells));
  }

  private void reject(Fate fate, String column, LockstepException reason) {
    reject(rows.line(), fate, column, reason, rows.cells());
  }

  private void take() {
    if (label.isPresent() && plan.rules().skipsUnlabelled() && isMissing(labelAt)) {
      unlabelled++;
      return;
    }
    if (leavesOut && !stays()) {
      return;
    }
    label.ifPresent(this::addLabel);
    for (int i = 0; i < featureAt.length; i++) {
      addFeature(plan.features().get(i), features.get(i), rows.cell(featureAt[i]));
    }
    kept++;
  }

  private boolean isMissing(int at) {
    return plan.rules().isMissing(rows.cell(at));
  }

  /// Whether the row is good enough, or can be made so.
  private boolean stays() {
    if (rejected.isAsked() && label.isPresent() && rejectsLabel(label.get())) {
      return false;
    }
    Optional<LockstepException> first = Optional.empty();
    String blamed = "";
    for (int i = 0; i < featureAt.length; i++) {
      Wanted wanted = plan.features().get(i);
      String cell = rows.cell(featureAt[i]);
      boolean missing = plan.rules().isMissing(cell);
      boolean unreadable =
          !missing && rejected.isAsked() && RawColumn.isUnreadable(features.get(i), cell);
      if (missing || unreadable && imputes) {
        if (wanted.absent() == Absent.DROP_ROW && label.isPresent()) {
          dropped++;
          return false;
        }
        if (wanted.absent() == Absent.FAIL && rejected.isAsked() && label.isPresent()) {
          LockstepException reason =
              unreadable
                  ? errors.unreadable(wanted, features.get(i), cell)
                  : errors.missing(wanted);
          reject(Fate.LEFT_OUT, wanted.name(), reason);
          return false;
        }
      }
      if (unreadable) {
        LockstepException reason = errors.unreadable(wanted, features.get(i), cell);
        if (!imputes) {
          reject(Fate.LEFT_OUT, wanted.name(), reason);
          return false;
        }
        blamed = first.isEmpty() ? wanted.name() : blamed;
        first = first.or(() -> Optional.of(reason));
      }
    }
    if (first.isPresent()) {
      reject(Fate.IMPUTED, blamed, first.get());
    }
    return true;
  }

  private boolean rejectsLabel(RawColumn column) {
    String cell = rows.cell(labelAt);
    if (plan.rules().isMissing(cell)) {
      reject(Fate.LEFT_OUT, column.name(), errors.missingLabel(column, cell));
      return true;
    }
    if (RawColumn.isUnreadable(column, cell)) {
      reject(
          Fate.LEFT_OUT, column.name(), errors.unreadableLabel((RawColumn.Numbers) column, cell));
      return true;
    }
    return false;
  }

  private void addLabel(RawColumn column) {
    String cell = rows.cell(labelAt);
    if (plan.rules().isMissing(cell)) {
      throw errors.missingLabel(column, cell);
    }
    switch (column) {
      case RawColumn.Numbers numbers -> {
        double value = numbers.parse(cell);
        if (Double.isNaN(value)) {
          throw errors.unreadableLabel(numbers, cell);
        }
        numbers.add(value);
      }
      case RawColumn.Texts texts -> {
        texts.add(cell, rows.line());
        if (texts.dictionary().size() > RawTable.TEXTS_MAX) {
          throw errors.tooManyClasses(texts);
        }
      }
    }
  }

  private void addFeature(Wanted wanted, RawColumn column, String cell) {
    if (plan.rules().isMissing(cell)) {
      if (wanted.absent() == Absent.FAIL) {
        throw errors.missing(wanted);
      }
      column.addMissing();
      return;
    }
    switch (column) {
      case RawColumn.Numbers numbers -> {
        double value = numbers.parse(cell);
        // What cannot be read counts as missing, also where nothing may be.
        if (Double.isNaN(value) && (!imputes || wanted.absent() == Absent.FAIL)) {
          throw errors.unreadable(wanted, numbers, cell);
        }
        numbers.add(value);
      }
      case RawColumn.Texts texts -> {
        texts.add(cell, rows.line());
        if (texts.dictionary().size() > RawTable.TEXTS_MAX) {
          throw errors.tooManyTexts(texts);
        }
      }
    }
  }

  private RawTable table() {
    long all = kept + unlabelled + dropped + rejected.count(Fate.LEFT_OUT);
    rejected.check(all);
    if (kept == 0) {
      throw RawTable.noneLeft(rejected, dropped, unlabelled);
    }
    List<String> others = new ArrayList<>(rows.header());
    others.removeAll(Set.copyOf(plan.features().stream().map(Wanted::name).toList()));
    plan.label().ifPresent(wanted -> others.remove(wanted.name()));
    List<String> notes = new ArrayList<>(rows.notes());
    notes.addAll(rejected.notes(all));
    if (dropped > 0) {
      notes.add(
          "%d of %s left out, since a cell is missing (missing: drop-row)"
              .formatted(dropped, Wording.rows(all) + (dropped == 1 ? " is" : " are")));
    }
    return new RawTable(
        rows.file(),
        features,
        label,
        kept,
        new RawTable.Account(unlabelled, others, rows.sha256(), notes, rejected));
  }
}
