package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.DataSection.Missing;
import io.lockstep.config.DataSection.Unlabelled;
import io.lockstep.config.Defaults;
import io.lockstep.config.Dialect;
import java.util.List;

/// How the cells of a CSV file are read, whatever their column. Kept with the model.
///
/// @param missing `FAIL` refuses a missing cell; otherwise it becomes the column's fill or slot
/// @param missingMarkers cell texts that mean missing, besides the empty cell
/// @param unlabelled what becomes of a row whose label is wanted and missing
/// @param dialect how the file is written, as far as it is stated
public record CellRules(
    Missing missing, List<String> missingMarkers, Unlabelled unlabelled, Dialect dialect) {

  /// Those of a configuration that says nothing of them.
  public static final CellRules USUAL =
      new CellRules(
          Defaults.MISSING, Defaults.MISSING_MARKERS, Defaults.UNLABELLED, Dialect.UNSTATED);

  public CellRules {
    missingMarkers = List.copyOf(missingMarkers);
  }

  static CellRules of(DataSection data) {
    return new CellRules(data.missing(), data.missingMarkers(), data.unlabelled(), data.dialect());
  }

  CellRules withDialect(Dialect other) {
    return new CellRules(missing, missingMarkers, unlabelled, other);
  }

  boolean isMissing(String cell) {
    return cell.isEmpty() || missingMarkers.contains(cell);
  }

  boolean skipsUnlabelled() {
    return unlabelled == Unlabelled.SKIP;
  }
}
