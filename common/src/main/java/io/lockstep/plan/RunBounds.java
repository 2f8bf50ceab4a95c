package io.lockstep.plan;

import io.lockstep.shard.BatchPlan;

/// What does not change in a run.
///
/// @param lastStep of the run, unless it is stopped before
/// @param patienceNanos how long the step at hand may still take after somebody asked to stop
public record RunBounds(BatchPlan batches, long lastStep, long patienceNanos) {

  public RunBounds {
    if (lastStep < 0 || patienceNanos < 0) {
      throw new IllegalArgumentException(
          "%d steps, patience of %d ns".formatted(lastStep, patienceNanos));
    }
  }

  boolean endsEpoch(long step) {
    return batches.endsEpoch(step);
  }
}
