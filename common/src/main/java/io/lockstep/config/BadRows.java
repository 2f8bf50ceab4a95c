package io.lockstep.config;

import java.util.Objects;

/// What becomes of rows that do not fit: of another number of cells than the header, with a text
/// where a number belongs, or with a missing cell that may not be missing.
///
/// @param rule for each of them
/// @param most share of all rows that may be such
public record BadRows(Rule rule, double most) {

  public BadRows {
    Objects.requireNonNull(rule, "data.bad-rows");
    if (!(most >= 0 && most <= 1)) {
      throw new IllegalArgumentException("data.bad-rows-max is %s".formatted(most));
    }
  }

  /// `FAIL` refuses the file; `SKIP` leaves the row out; `IMPUTE` takes a cell that cannot be read
  /// for a missing one, and leaves rows out where that does not help.
  public enum Rule {
    FAIL,
    SKIP,
    IMPUTE
  }
}
