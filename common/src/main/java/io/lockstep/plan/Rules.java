package io.lockstep.plan;

import io.lockstep.shard.BatchPlan;

/// What a plan goes by. None of it but `batches`, `lastStep` and `end` has any influence on the
/// result.
///
/// @param batches how steps are made of examples
/// @param lastStep number of steps of the run, unless it is stopped before
/// @param end whether metrics can change how a run goes on; then workers are told which steps are
///   certain
/// @param startWorkers the run begins when so many have joined
/// @param minWorkers fewer than this pause the run
/// @param waitNanos how long to wait for workers before giving up
/// @param stragglerFactor a block later than this many times the median is dealt a second time
/// @param stragglerNanosMin but not before this
/// @param checkSteps in every so many steps a block is computed by two workers; 0 for never
public record Rules(
    BatchPlan batches,
    long lastStep,
    End end,
    int startWorkers,
    int minWorkers,
    long waitNanos,
    double stragglerFactor,
    long stragglerNanosMin,
    long checkSteps) {

  /// What is known of the end of a run.
  public enum End {
    /// All steps are certain from the beginning.
    FIXED,
    /// What follows an epoch is decided when its metrics are known.
    DECIDED
  }

  public Rules {
    if (lastStep < 0 || minWorkers < 1 || startWorkers < minWorkers) {
      throw new IllegalArgumentException(
          "steps %d, start with %d workers, at least %d"
              .formatted(lastStep, startWorkers, minWorkers));
    }
    if (checkSteps < 0) {
      throw new IllegalArgumentException("a check every %d steps".formatted(checkSteps));
    }
    if (waitNanos < 1 || !(stragglerFactor >= 1) || stragglerNanosMin < 1) {
      throw new IllegalArgumentException(
          "wait %d ns, straggler factor %s, at least %d ns"
              .formatted(waitNanos, stragglerFactor, stragglerNanosMin));
    }
  }
}
