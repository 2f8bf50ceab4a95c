package io.lockstep.measure;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/// How well one of several labels is told.
///
/// @param confusion who has it not (0) and who has it (1), against who is predicted so
/// @param rocAuc share of pairs of an example that has it and one that has it not in which the
///   first has the higher probability, equal ones half; empty where there is no pair, and where the
///   scores were too many to keep
public record LabelFigures(Confusion confusion, OptionalDouble rocAuc) {

  /// Of those who have it.
  public ClassFigures told() {
    return confusion.told(1);
  }

  /// Share of right answers.
  public double accuracy() {
    return confusion.accuracy();
  }

  /// The answer of all examples, 0 (none has it) or 1, where they have the same: then there is
  /// nothing to tell apart.
  public OptionalInt sameInAll() {
    boolean none = told().examples() == 0;
    boolean all = confusion.told(0).examples() == 0;
    return none == all ? OptionalInt.empty() : OptionalInt.of(all ? 1 : 0);
  }
}
