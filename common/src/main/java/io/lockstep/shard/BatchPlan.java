package io.lockstep.shard;

/// Where the examples of each step come from: epochs cut into batches, batches cut into shards.
/// Positions count from 0 inside an epoch; steps count from 1 over the whole run. No drop of the
/// last batch: it is smaller when the batch does not divide the number of examples.
///
/// @param examples training examples in an epoch, at least 1
/// @param batch examples of a full batch, at least 1
/// @param shard examples of a full shard, at least 1
public record BatchPlan(int examples, int batch, int shard) {

  public BatchPlan {
    if (examples < 1 || batch < 1 || shard < 1) {
      throw new IllegalArgumentException(
          "examples %d, batch %d and shard %d must be at least 1"
              .formatted(examples, batch, shard));
    }
  }

  public long stepsPerEpoch() {
    return (examples + (long) batch - 1) / batch;
  }

  /// Epoch of a step, counted from 1.
  public int epochOf(long step) {
    return Math.toIntExact((step - 1) / stepsPerEpoch() + 1);
  }

  /// Whether a step is the last of its epoch. As if an epoch ended at version 0.
  public boolean endsEpoch(long step) {
    return step % stepsPerEpoch() == 0;
  }

  /// Whole epochs behind a version.
  public int epochsDone(long version) {
    return Math.toIntExact(version / stepsPerEpoch());
  }

  /// Position in its epoch of the first example of this step.
  public int firstPosition(long step) {
    return Math.toIntExact((step - 1) % stepsPerEpoch() * batch);
  }

  /// Number n of examples in the batch of this step.
  public int examplesIn(long step) {
    return Math.min(batch, examples - firstPosition(step));
  }

  public int shardsIn(long step) {
    return Math.ceilDiv(examplesIn(step), shard);
  }

  /// First example of a block, as a position in the batch.
  public int blockBegin(Block block) {
    return block.firstShard() * shard;
  }

  /// One past the last example of a block, as a position in the batch.
  public int blockEnd(Block block, long step) {
    return (int) Math.min(examplesIn(step), (long) block.endShard(shardsIn(step)) * shard);
  }

  /// The root of the reduction tree of this step.
  public Block root(long step) {
    return rootOf(shardsIn(step));
  }

  public static Block rootOf(int shardCount) {
    return new Block(32 - Integer.numberOfLeadingZeros(shardCount - 1), 0);
  }
}
