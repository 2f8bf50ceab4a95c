package io.lockstep.worker;

/// How a worker's part in a run ended.
public sealed interface WorkerEnd {

  /// All steps are done.
  record Finished(long version, String weightsSha256) implements WorkerEnd {}

  /// The coordinator does not want this worker, or has itself ended.
  record Dismissed(String reason) implements WorkerEnd {}

  /// The stream broke; the run goes on elsewhere, and this worker may come back.
  record Disconnected(String reason) implements WorkerEnd {}
}
