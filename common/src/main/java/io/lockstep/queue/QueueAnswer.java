package io.lockstep.queue;

import io.lockstep.failure.Failure;
import java.util.Optional;

/// What comes of a [QueueEvent].
public sealed interface QueueAnswer {

  /// @param run that it was about; empty when it was about none
  /// @param todo what follows besides
  record Changed(RunQueue next, Optional<QueuedRun> run, Todo todo) implements QueueAnswer {}

  /// The queue is as it was.
  record Refused(Failure failure) implements QueueAnswer {}

  /// What whoever works on the queue has to do.
  enum Todo {
    NOTHING,
    /// The run that is on has to stop.
    STOP
  }
}
