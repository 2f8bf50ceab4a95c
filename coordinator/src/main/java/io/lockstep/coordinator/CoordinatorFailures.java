package io.lockstep.coordinator;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;

/// What can end a run here, in words.
final class CoordinatorFailures {

  /// What is safe, as far as is known here.
  static final String CHECKPOINTS = "the checkpoints of the run folder";

  private CoordinatorFailures() {}

  /// What is safe the books know.
  static LockstepException tooFewWorkers(String reason, String where) {
    return Failure.of(ExitCode.CLUSTER, reason)
        .at(where)
        .advising(
            "see why workers are missing, or start more, and go on: the same command with --resume")
        .exception();
  }

  /// For a worker whose frames are not of this run.
  static Failure misfit(String reason) {
    return Failure.of(ExitCode.CLUSTER, "the coordinator sent this worker away: " + reason)
        .keeping("the cluster goes on without this worker")
        .advising("start this worker with the configuration, data and version of the run");
  }

  /// For a worker that has sent wrong numbers.
  static Failure quarantined(String reason) {
    return Failure.of(
            ExitCode.CLUSTER, "the coordinator sent this worker away: its numbers are wrong")
        .at(reason)
        .keeping("the cluster goes on without this worker")
        .advising("test the memory and the processor of this machine before it computes again");
  }

  static LockstepException dutyEnded(String reason) {
    return Failure.of(ExitCode.CLUSTER, "this process is not the coordinator any more: " + reason)
        .keeping(CHECKPOINTS)
        .advising(
            "let the coordinator that leads now go on; when none does: lockstep coordinator CONFIG --resume")
        .exception();
  }
}
