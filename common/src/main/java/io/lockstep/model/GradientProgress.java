package io.lockstep.model;

/// Learns during backward how much of the gradient is final.
@FunctionalInterface
public interface GradientProgress {

  /// `gradient[from, end)` will not change any more. Called on the thread of the pass, once for
  /// each float of this member's part, with descending numbers.
  void finalRange(int from, int end);
}
