package io.lockstep.launch;

import io.lockstep.coordinator.membership.Support;

/// In what right a coordinator takes a run up.
///
/// @param descent whether anybody has led before, as far as this process has heard
/// @param support who stands behind it
public record Claim(Descent descent, Support support) {

  /// Whether a coordinator begins or goes on.
  public enum Descent {
    /// Nobody has led since this process began.
    FOUNDER,
    /// Somebody has: a run is there, and this process never begins one of its own.
    HEIR
  }
}
