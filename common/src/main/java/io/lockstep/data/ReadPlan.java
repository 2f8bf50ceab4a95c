package io.lockstep.data;

import io.lockstep.config.DataSection.Missing;
import java.util.List;
import java.util.Optional;

/// What to read of a CSV file, by column name.
///
/// @param label empty when labels are not wanted
record ReadPlan(
    List<Wanted> features, Optional<Wanted> label, Missing missing, List<String> missingMarkers) {

  enum Kind {
    NUMBER,
    TEXT
  }

  record Wanted(String name, Kind kind) {}

  boolean isMissing(String cell) {
    return cell.isEmpty() || missingMarkers.contains(cell);
  }
}
