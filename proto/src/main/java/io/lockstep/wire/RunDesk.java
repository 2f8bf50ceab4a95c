package io.lockstep.wire;

import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;

/// What stands behind the calls about the runs of a cluster. Called on virtual threads, for several
/// at once; may wait. What is thrown as a [io.lockstep.failure.LockstepException] is told to
/// whoever asked; a [NotLeadingException] sends it to another coordinator.
public interface RunDesk {

  /// A run, and how many come before it.
  record Entered(QueuedRun run, long before) {}

  /// What a worker has to prepare.
  ///
  /// @param name of the run, which its configuration has as well
  /// @param configuration the effective one, as YAML
  record Order(String name, String configuration) {}

  /// What may be asked for a run.
  enum Change {
    CANCEL,
    PAUSE,
    RESUME
  }

  /// Enters a run. The same key again gives the run that it was entered as.
  Entered submit(Submission submission);

  /// Runs that wait, the one that is on, and the last of those that are over.
  RunQueue queue();

  /// @param run number, folder or name
  Entered change(String run, Change change);

  /// What is trained now.
  ///
  /// @param run folder of the run, as it is told of the leader
  Order current(String run);

  /// Lines for a person.
  RunLines read(RunLines.Question question);
}
