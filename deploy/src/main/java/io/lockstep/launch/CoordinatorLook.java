package io.lockstep.launch;

import io.lockstep.coordinator.RunLook;
import java.util.Optional;

/// How a coordinator node is doing, at one moment.
///
/// @param run that it leads; empty while it leads none
/// @param isMember whether it is among the others that can lead; a lone one never is
public record CoordinatorLook(Optional<RunLook> run, boolean isMember) {

  /// Whether this node can do its part: it leads, or stands by for the one that does.
  public boolean isReady() {
    return run.isPresent() || isMember;
  }
}
