package io.lockstep.data;

import io.lockstep.config.MissingSpec;

/// What a missing cell of a column is to the row that it stands in.
public enum Absent {
  /// A number or a category like others.
  FILL,
  /// Reason to leave the row out, where its label is known; where a prediction is wanted it is
  /// filled.
  DROP_ROW,
  /// A mistake.
  FAIL;

  static Absent of(MissingSpec missing) {
    return switch (missing) {
      case MissingSpec.Mean(), MissingSpec.Median(), MissingSpec.Constant(_) -> FILL;
      case MissingSpec.DropRow() -> DROP_ROW;
      case MissingSpec.Fail() -> FAIL;
    };
  }
}
