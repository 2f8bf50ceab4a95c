package io.lockstep.data;

import java.util.List;
import java.util.Optional;

/// What to read of a CSV file, by column name.
///
/// @param label empty when labels are not wanted
record ReadPlan(List<Wanted> features, Optional<Wanted> label, CellRules rules) {

  ReadPlan {
    features = List.copyOf(features);
  }

  /// What a column is read as.
  sealed interface Kind {

    /// Cells are kept as they are.
    record Text() implements Kind {}

    /// Cells have to be numbers as they stand.
    record Plain() implements Kind {}

    /// Cells have to be numbers of one writing.
    record Written(NumberWriting writing) implements Kind {}

    /// @param writing of a column of numbers; empty for plain ones
    static Kind number(Optional<NumberWriting> writing) {
      return writing.<Kind>map(Written::new).orElse(new Plain());
    }
  }

  record Wanted(String name, Kind kind) {}
}
