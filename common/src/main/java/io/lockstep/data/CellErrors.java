package io.lockstep.data;

import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import java.util.List;

/// What is said about cells that are not what their column is read as.
///
/// @param rows at the row in question
record CellErrors(CsvRows rows, ReadPlan plan) {

  LockstepException missing(Wanted wanted) {
    if (plan.isLabel(wanted)) {
      return failure("label column '%s': the label is missing".formatted(wanted.name()))
          .advising(isOfTraining() ? labelAdvice("") : "fill the label in, or remove that line")
          .exception();
    }
    return failure("column '" + wanted.name() + "': the value is missing")
        .advising("fill it in" + otherThanFilling())
        .exception();
  }

  private String otherThanFilling() {
    if (rows.file().isOfOpenColumns()) {
      return ", or let it be filled: --set data.missing=mean";
    }
    return isOfTraining()
        ? ", or leave such rows out: --set data.bad-rows=skip; the model to begin with was trained with data.missing: fail"
        : ": this model was trained with data.missing: fail";
  }

  LockstepException missingLabel(RawColumn column, String cell) {
    String marker =
        cell.isEmpty() ? "" : "; '%s' counts as missing".formatted(RawTable.shown(cell));
    return failure("label column '%s': the label is missing%s".formatted(column.name(), marker))
        .advising(isOfTraining() ? labelAdvice(cell) : "fill the label in, or remove that line")
        .exception();
  }

  private String labelAdvice(String cell) {
    String skip = "fill the label in, or leave such rows out: --set data.unlabelled=skip";
    if (cell.isEmpty()) {
      return skip;
    }
    List<String> without =
        plan.rules().missingMarkers().stream().filter(marker -> !marker.equals(cell)).toList();
    return "%s; if '%s' is a class: %s"
        .formatted(skip, RawTable.shown(cell), Wording.set("missing-markers", without, List.of()));
  }

  /// Whether the configuration names the file, so that `--set` can change how it is read.
  private boolean isOfTraining() {
    return !rows.file().key().isEmpty();
  }

  LockstepException tooManyTexts(RawColumn.Texts column) {
    return tooMany(column)
        .advising(
            rows.file().isOfOpenColumns()
                ? "leave it out: " + Wording.set("ignore", List.of(), List.of(column.name()))
                : "give the column as it was in training, or give fewer rows at a time")
        .exception();
  }

  LockstepException tooManyClasses(RawColumn.Texts column) {
    return tooMany(column)
        .advising("name a label column of fewer classes; to predict a number: --set model.loss=mse")
        .exception();
  }

  private Failure tooMany(RawColumn.Texts column) {
    return failure(
        "column '%s' holds more than %d different texts"
            .formatted(column.name(), RawTable.TEXTS_MAX));
  }

  /// @param wanted of that column
  LockstepException unreadable(Wanted wanted, RawColumn column, String cell) {
    boolean mayBeEmpty = wanted.absent() != Absent.FAIL;
    return failure(
            "column '%s': %s".formatted(column.name(), isNot((RawColumn.Numbers) column, cell)))
        .advising(
            "fix the cell"
                + (mayBeEmpty ? ", or leave it empty when the value is missing" : "")
                + headerPerhaps())
        .exception();
  }

  /// What looks like a wrong cell may be the name of its column.
  private String headerPerhaps() {
    return rows.isNamed() || rows.line() > 1 || isOfTraining()
        ? ""
        : "; if this line names the columns: --set data.header=true";
  }

  LockstepException unreadableLabel(RawColumn.Numbers column, String cell) {
    return failure("label column '%s': %s".formatted(column.name(), isNot(column, cell)))
        .advising("fix the label, or remove that line")
        .exception();
  }

  private static String isNot(RawColumn.Numbers column, String cell) {
    boolean date = column.kind() instanceof ReadPlan.Kind.Date;
    return "'%s' %s%s"
        .formatted(
            RawTable.shown(cell),
            date ? "is not a date" : NumberText.fault(cell),
            column.writing().map(CellErrors::ofWriting).orElse(""));
  }

  private static String ofWriting(NumberWriting writing) {
    String unit = writing.unit().isEmpty() ? "" : " of " + writing.unit();
    return "%s with a decimal %s, as this column has them"
        .formatted(unit, writing.decimal() == '.' ? "point" : "comma");
  }

  private Failure failure(String error) {
    return rows.file().failure(error, rows.file().at(rows.line()));
  }
}
