package io.lockstep.coordinator;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import io.lockstep.wire.RunDesk;
import io.lockstep.wire.RunLines;

/// Of a coordinator that was started for one run: says so to whoever asks for others.
final class ClosedDesk implements RunDesk {

  private static LockstepException closed() {
    return Failure.of(ExitCode.USAGE, "this cluster was started for one run and takes no others")
        .keeping("its run, which goes on")
        .advising(
            "start a cluster that takes runs: lockstep coordinator and lockstep worker, without a configuration")
        .exception();
  }

  @Override
  public Entered submit(Submission submission) {
    throw closed();
  }

  @Override
  public RunQueue queue() {
    throw closed();
  }

  @Override
  public Entered change(String run, Change change) {
    throw closed();
  }

  @Override
  public Order current(String run) {
    throw closed();
  }

  @Override
  public RunLines read(RunLines.Question question) {
    throw closed();
  }
}
