package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.config.MissingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What to read of a CSV file, by column name.
///
/// @param features and after them, as the last ones, labels beside the first
/// @param label the first; empty when labels are not wanted
/// @param otherLabels how many of `features` are labels
record ReadPlan(List<Wanted> features, Optional<Wanted> label, int otherLabels, CellRules rules) {

  ReadPlan {
    features = List.copyOf(features);
  }

  ReadPlan(List<Wanted> features, Optional<Wanted> label, CellRules rules) {
    this(features, label, 0, rules);
  }

  /// With further labels: what they miss is to a row what the first one misses.
  ReadPlan withLabels(List<Wanted> others) {
    List<Wanted> all = new ArrayList<>(features);
    Absent absent = rules.skipsUnlabelled() ? Absent.DROP_ROW : Absent.FAIL;
    others.forEach(other -> all.add(new Wanted(other.name(), other.kind(), absent)));
    return new ReadPlan(all, label, others.size(), rules);
  }

  boolean isLabel(Wanted wanted) {
    return features.indexOf(wanted) >= features.size() - otherLabels;
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

    /// What stands for a missing cell: a number that is stated for all columns is no date, which is
    /// the mean then.
    default MissingSpec missing(MissingSpec stated) {
      return this instanceof Date && stated instanceof MissingSpec.Constant
          ? MissingSpec.MEAN
          : stated;
    }

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
