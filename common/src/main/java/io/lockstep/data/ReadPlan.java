package io.lockstep.data;

import io.lockstep.config.BadRows;
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

    /// Cells have to be dates.
    record Date(DateOrder order) implements Kind {}

    /// @param writing of a column of numbers; empty for plain ones
    static Kind number(Optional<NumberWriting> writing) {
      return writing.<Kind>map(Written::new).orElse(new Plain());
    }
  }

  /// @param absent what a missing cell is to its row; of a label, see [CellRules]
  record Wanted(String name, Kind kind, Absent absent) {

    static Wanted label(String name, Kind kind) {
      return new Wanted(name, kind, Absent.FILL);
    }
  }

  /// Whether a row may be left out, other than for its label.
  boolean mayLeaveOut() {
    return rules.badRows().rule() != BadRows.Rule.FAIL
        || label.isPresent()
            && features.stream().anyMatch(wanted -> wanted.absent() == Absent.DROP_ROW);
  }
}
