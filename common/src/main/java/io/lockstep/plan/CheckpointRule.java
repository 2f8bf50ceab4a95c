package io.lockstep.plan;

/// When a checkpoint is due, beside that of the last version. Pure arithmetic on numbers, so that
/// asking costs nothing in a step.
///
/// @param everySteps steps between checkpoints, at least 1
/// @param everyNanos also when the last one is older than this; 0 for never
public record CheckpointRule(long everySteps, long everyNanos) {

  public CheckpointRule {
    if (everySteps < 1 || everyNanos < 0) {
      throw new IllegalArgumentException(
          "checkpoint every %d steps, %d ns".formatted(everySteps, everyNanos));
    }
  }

  /// @param step the version that is complete now
  /// @param lastCheckpointStep the version of the newest checkpoint, -1 for none: then any is due
  public boolean due(long step, long lastCheckpointStep, long nowNanos, long lastCheckpointNanos) {
    if (step == lastCheckpointStep) {
      return false;
    }
    return step / everySteps > Math.floorDiv(lastCheckpointStep, everySteps)
        || (everyNanos > 0 && nowNanos - lastCheckpointNanos >= everyNanos);
  }
}
