package io.lockstep.queue;

import io.lockstep.failure.ExitCode;

/// What happens to a queue.
///
/// A run is meant by its number, by its folder, or by its name when no other has it.
public sealed interface QueueEvent {

  /// Somebody wants a run.
  record Submitted(Submission submission) implements QueueEvent {}

  /// Somebody wants a run to be given up.
  record CancelAsked(String run) implements QueueEvent {}

  /// Somebody wants a run to wait until it is resumed.
  record PauseAsked(String run) implements QueueEvent {}

  /// Somebody wants a run that waits, or has failed, to go on.
  record ResumeAsked(String run) implements QueueEvent {}

  /// The run that comes next is about to be prepared: from now on its coordinator may end of it.
  record Tried(long number) implements QueueEvent {}

  /// It is led, or its coordinator was asked to end before it was: it has ended none.
  record Borne(long number) implements QueueEvent {}

  /// The run that comes next has a folder, and steps begin.
  record Begun(long number, String folder) implements QueueEvent {}

  /// The run has stopped at a step from which it can go on, as was asked.
  record Stopped(long number, String reason) implements QueueEvent {}

  /// All its steps are done.
  record Done(long number, String reason) implements QueueEvent {}

  /// It cannot go on.
  record Failed(long number, ExitCode code, String reason) implements QueueEvent {}

  /// Another coordinator has the queue: nothing runs at this moment.
  record TakenOver() implements QueueEvent {}
}
