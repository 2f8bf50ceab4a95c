package io.lockstep.config;

import java.util.Objects;

/// @param epochs passes over the training set, at least 1
/// @param batch examples of a step over all workers, at least 1
/// @param shard examples of a shard, 1..batch
/// @param optimizer how parameters follow from gradients
public record TrainSection(int epochs, int batch, int shard, OptimizerSpec optimizer) {

  public TrainSection {
    Checks.atLeast(epochs, 1, "train.epochs");
    Checks.atLeast(batch, 1, "train.batch");
    Checks.atLeast(shard, 1, "train.shard");
    Checks.atMost(shard, batch, "train.shard");
    Objects.requireNonNull(optimizer, "train.optimizer");
  }
}
