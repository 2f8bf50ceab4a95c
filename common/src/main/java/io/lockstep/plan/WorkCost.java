package io.lockstep.plan;

/// What computing costs one worker, as measured over the last seconds.
///
/// @param shardNanos each shard, above 0
/// @param blockNanos each block beside its shards, at least 0: its sum is written, sent and added
public record WorkCost(double shardNanos, double blockNanos) {

  public WorkCost {
    if (!(shardNanos > 0) || !(blockNanos >= 0)) {
      throw new IllegalArgumentException(
          "%s ns a shard, %s ns a block".formatted(shardNanos, blockNanos));
    }
  }

  /// The lesser one of each.
  public WorkCost cheaper(WorkCost other) {
    return new WorkCost(
        Math.min(shardNanos, other.shardNanos), Math.min(blockNanos, other.blockNanos));
  }

  /// How long a share of a full batch takes.
  double nanos(int shards, int blocks) {
    return shards * shardNanos + blocks * blockNanos;
  }
}
