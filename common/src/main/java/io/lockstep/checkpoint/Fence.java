package io.lockstep.checkpoint;

/// Asked right before a checkpoint becomes visible: may this process still write?
@FunctionalInterface
public interface Fence {

  /// For a run that only one process can ever write.
  Fence NONE = term -> {};

  /// @throws io.lockstep.failure.LockstepException if a later term has begun
  void check(long term);
}
