package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.RegisterOutcome;
import java.time.Duration;
import java.util.Optional;

/// Why a worker cannot take part any more, in words for its user.
final class WorkerFailures {

  private WorkerFailures() {}

  /// @param trouble what was met last
  /// @param distrust that of a coordinator, when that is why
  static LockstepException outOfPatience(
      Duration patience, String trouble, Optional<Failure> distrust) {
    return Failure.of(
            distrust.map(Failure::code).orElse(ExitCode.CLUSTER),
            "no coordinator has let this worker in for %d s".formatted(patience.toSeconds()))
        .at(trouble)
        .keeping("the checkpoints of the run folder are with the coordinator")
        .advising(
            distrust
                .map(Failure::advice)
                .orElse("start a coordinator with --resume, then this worker again"))
        .exception();
  }

  static LockstepException broken(Throwable fault) {
    return fault instanceof LockstepException known
        ? known
        : Failure.of(ExitCode.INTERNAL, "computing failed: " + fault)
            .advising("lockstep doctor")
            .exception(fault);
  }

  static LockstepException sentAway(RegisterOutcome.Refused refused, Endpoint leader) {
    return Failure.of(
            ExitCode.CLUSTER, "the coordinator sent this worker away: " + refused.reason())
        .at(leader.address().toString())
        .keeping("the cluster goes on without this worker")
        .advising(
            refused.isAboutName()
                ? "another --name, or end the other process first"
                : "start this worker with the configuration, data and version of the run; the log of the coordinator has its value")
        .exception();
  }
}
