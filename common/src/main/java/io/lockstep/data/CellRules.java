package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.config.DataSection;
import io.lockstep.config.DataSection.Unlabelled;
import io.lockstep.config.Defaults;
import io.lockstep.config.Dialect;
import java.util.List;

/// How the cells of a CSV file are read, whatever their column. Kept with the model.
///
/// @param missingMarkers cell texts that mean missing, besides the empty cell
/// @param unlabelled what becomes of a row whose label is wanted and missing
/// @param badRows what becomes of a row that does not fit
/// @param dialect how the file is written, as far as it is stated
public record CellRules(
    List<String> missingMarkers, Unlabelled unlabelled, BadRows badRows, Dialect dialect) {

  /// Those of a configuration that says nothing of them.
  public static final CellRules USUAL =
      new CellRules(
          Defaults.MISSING_MARKERS,
          Defaults.UNLABELLED,
          new BadRows(Defaults.BAD_ROWS, Defaults.BAD_ROWS_MAX),
          Dialect.UNSTATED);

  public CellRules {
    missingMarkers = List.copyOf(missingMarkers);
  }

  static CellRules of(DataSection data) {
    return new CellRules(data.missingMarkers(), data.unlabelled(), data.badRows(), data.dialect());
  }

  /// Those of a configuration that goes on with a model of these: what it says otherwise than usual
  /// holds, and the rest is as it was.
  CellRules continuedAs(DataSection data) {
    BadRows bad = data.badRows();
    return new CellRules(
        data.missingMarkers().equals(USUAL.missingMarkers) ? missingMarkers : data.missingMarkers(),
        data.unlabelled() == USUAL.unlabelled ? unlabelled : data.unlabelled(),
        new BadRows(
            bad.rule() == USUAL.badRows.rule() ? badRows.rule() : bad.rule(),
            bad.most() == USUAL.badRows.most() ? badRows.most() : bad.most()),
        dialect.unless(data.dialect()));
  }

  CellRules withDialect(Dialect other) {
    return new CellRules(missingMarkers, unlabelled, badRows, other);
  }

  boolean isMissing(String cell) {
    return cell.isEmpty() || missingMarkers.contains(cell);
  }

  boolean skipsUnlabelled() {
    return unlabelled == Unlabelled.SKIP;
  }
}
