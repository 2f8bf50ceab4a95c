package io.lockstep.model;

/// Learns during backward how much of the gradient is final.
@FunctionalInterface
public interface GradientProgress {

  /// `gradient[offset, P)` will not change any more. Called on the thread of the pass with
  /// descending offsets, some of them within a layer; the last call passes 0.
  void finalFrom(int offset);
}
