package io.lockstep.worker;

import io.lockstep.failure.Failure;
import io.lockstep.wire.CoordinatorFrame.Finish.End;

/// How a worker's part in a run ended.
public sealed interface WorkerEnd {

  /// The run has come to its end, or was interrupted.
  ///
  /// @param version steps that were done
  record Finished(long version, String weightsSha256, End how) implements WorkerEnd {}

  /// The run has failed, or has no use for this worker: its process ends with the failure.
  record Dismissed(Failure failure) implements WorkerEnd {}

  /// The stream broke; the run goes on elsewhere, and this worker may come back.
  record Disconnected(String reason) implements WorkerEnd {}
}
