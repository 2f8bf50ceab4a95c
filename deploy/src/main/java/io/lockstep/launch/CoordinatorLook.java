package io.lockstep.launch;

import io.lockstep.coordinator.RunLook;
import io.lockstep.queue.RunQueue;
import java.util.Optional;

/// How a coordinator node is doing, at one moment.
///
/// @param run that it leads; empty while it leads none
/// @param queue of runs that it works through; empty while it leads none, or one alone
/// @param isMember whether it is among the others that can lead; a lone one never is
public record CoordinatorLook(Optional<RunLook> run, Optional<RunQueue> queue, boolean isMember) {

  /// Whether this node can do its part: it leads, or stands by for the one that does.
  public boolean isReady() {
    return run.isPresent() || queue.isPresent() || isMember;
  }
}
