package io.lockstep.bench;

import io.lockstep.shard.BatchPlan;

/// How many examples steps have: the last batch of an epoch may be smaller than the others.
final class ExampleCount {

  private ExampleCount() {}

  /// Examples of the steps 1 to `step`; 0 for step 0.
  static long upTo(BatchPlan batches, long step) {
    long epochs = step / batches.stepsPerEpoch();
    return epochs * batches.examples() + step % batches.stepsPerEpoch() * batches.batch();
  }

  /// Examples of the steps after `before`, up to and with `last`.
  static long between(BatchPlan batches, long before, long last) {
    return upTo(batches, last) - upTo(batches, before);
  }
}
