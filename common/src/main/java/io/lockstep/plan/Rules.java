package io.lockstep.plan;

import io.lockstep.shard.BatchPlan;

/// What a plan goes by. None of it but `batches` and `lastStep` has any influence on the result.
///
/// @param batches how steps are made of examples
/// @param lastStep number of steps of the whole run
/// @param startWorkers the run begins when so many have joined
/// @param minWorkers fewer than this pause the run
/// @param waitNanos how long to wait for workers before giving up
/// @param stragglerFactor a block later than this many times the median is dealt a second time
/// @param stragglerNanosMin but not before this
/// @param checkSteps in every so many steps a block is computed by two workers; 0 for never
public record Rules(
    BatchPlan batches,
    long lastStep,
    int startWorkers,
    int minWorkers,
    long waitNanos,
    double stragglerFactor,
    long stragglerNanosMin,
    long checkSteps) {

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
