package io.lockstep.config;

/// One of the parts that the rows are dealt into for cross-validation: it is the test part, and the
/// others are trained on, but for those of them that `data.validation` keeps aside.
///
/// @param number from 1
/// @param of how many there are, at least 2
public record Fold(int number, int of) {

  public static final int MOST = 1_000;

  public Fold {
    Checks.atLeast(of, 2, "data.folds");
    Checks.atMost(of, MOST, "data.folds");
    Checks.atLeast(number, 1, "data.fold");
    Checks.atMost(number, of, "data.fold");
  }
}
