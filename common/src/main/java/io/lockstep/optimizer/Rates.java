package io.lockstep.optimizer;

/// The learning rate of each step: a function of the step, and of what a run knows when the step
/// begins. The same in every process of a run.
@FunctionalInterface
public interface Rates {

  /// @param step from 1
  double at(long step);

  static Rates constant(double rate) {
    return _ -> rate;
  }
}
