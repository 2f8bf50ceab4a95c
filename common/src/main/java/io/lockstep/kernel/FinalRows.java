package io.lockstep.kernel;

/// Told by a product which rows of its result are final while it still goes on.
@FunctionalInterface
public interface FinalRows {

  /// Rows `[from, end)` will not change any more. Called on the thread of the product, with
  /// descending numbers.
  void rows(int from, int end);
}
