package io.lockstep.config;

/// When and how many checkpoints are kept. Changes no bit of the result.
///
/// @param everySteps steps between checkpoints; 0 means at the end of each epoch
/// @param everySeconds a checkpoint is also written when the last is older than this; 0 means never
///   by time
/// @param keep how many of the newest are kept, at least 2
/// @param patienceSeconds how long it is borne that checkpoints, or the books beside them, cannot
///   be written
public record CheckpointSection(long everySteps, int everySeconds, int keep, int patienceSeconds) {

  public CheckpointSection {
    Checks.atLeast(everySteps, 0, "checkpoint.every-steps");
    Checks.atLeast(everySeconds, 0, "checkpoint.every-seconds");
    Checks.atLeast(keep, 2, "checkpoint.keep");
    Checks.atLeast(patienceSeconds, 0, "checkpoint.patience-seconds");
  }
}
