package io.lockstep.kernel;

/// Told by a product how much of its result is final while it still goes on.
@FunctionalInterface
public interface FinalRows {

  /// Rows from this one to the last will not change any more. Called on the thread of the product
  /// with descending numbers; the last call passes 0.
  void from(int row);
}
