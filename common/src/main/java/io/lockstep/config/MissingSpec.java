package io.lockstep.config;

/// What becomes of a cell that is missing. A category that is missing has a category of its own,
/// unless its row is refused or left out.
public sealed interface MissingSpec {

  MissingSpec MEAN = new Mean();
  MissingSpec MEDIAN = new Median();
  MissingSpec FAIL = new Fail();
  MissingSpec DROP_ROW = new DropRow();

  /// A number gets the mean of the training part.
  record Mean() implements MissingSpec {}

  /// A number gets the median of the training part.
  record Median() implements MissingSpec {}

  /// A number gets this one.
  record Constant(double value) implements MissingSpec {
    public Constant {
      Checks.finite(value, "constant");
    }
  }

  /// Its row is left out.
  record DropRow() implements MissingSpec {}

  /// Its row is refused.
  record Fail() implements MissingSpec {}
}
