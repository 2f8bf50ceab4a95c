package io.lockstep.coordinator.membership;

/// Who stands behind a coordinator that is to begin its duty.
public enum Support {
  /// Most of the listed coordinators hear each other and agree on it.
  MOST,
  /// Fewer: the others may be gone, or they may be led by somebody else behind a cut.
  FEW
}
