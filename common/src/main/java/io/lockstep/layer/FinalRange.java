package io.lockstep.layer;

/// Told by a layer which part of the gradient is final while the rest is still being computed.
@FunctionalInterface
public interface FinalRange {

  /// `gradient[from, end)` of the flat vector will not change any more.
  void range(int from, int end);
}
