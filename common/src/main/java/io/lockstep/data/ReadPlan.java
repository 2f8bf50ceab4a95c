package io.lockstep.data;

import io.lockstep.config.DataSection.Missing;
import io.lockstep.config.Dialect;
import java.util.List;
import java.util.Optional;

/// What to read of a CSV file, by column name.
///
/// @param label empty when labels are not wanted
/// @param dialect how the file is written, as far as it is stated
record ReadPlan(
    List<Wanted> features,
    Optional<Wanted> label,
    Missing missing,
    List<String> missingMarkers,
    Dialect dialect) {

  enum Kind {
    NUMBER,
    TEXT
  }

  record Wanted(String name, Kind kind) {}

  boolean isMissing(String cell) {
    return cell.isEmpty() || missingMarkers.contains(cell);
  }
}
