package io.lockstep.shard;

/// How a set that is measured is cut: examples in stored order into shards, shards into blocks of
/// one level of the tree. A function of sizes only.
///
/// @param examples of the set, 0 or more
/// @param shard examples of a full shard, at least 1
/// @param level of all blocks
public record PartPlan(int examples, int shard, int level) {

  /// Few enough examples of a block for many workers to share a set evenly.
  private static final int BLOCK_EXAMPLES = 512;

  /// Of a large set the blocks are larger, so that there are not many more of them.
  private static final int BLOCKS = 1024;

  public PartPlan {
    if (examples < 0 || shard < 1 || level < 0 || level > 30) {
      throw new IllegalArgumentException(
          "%d examples in shards of %d, level %d".formatted(examples, shard, level));
    }
  }

  /// @param blockExamplesMax no block has more, unless a shard has
  public static PartPlan of(int examples, int shard, int blockExamplesMax) {
    int target = Math.min(blockExamplesMax, Math.max(BLOCK_EXAMPLES, examples / BLOCKS));
    int level = 0;
    while ((long) shard << (level + 1) <= target && (long) shard << level < examples) {
      level++;
    }
    return new PartPlan(examples, shard, level);
  }

  public int shards() {
    return Math.ceilDiv(examples, shard);
  }

  public int blocks() {
    return Math.ceilDiv(shards(), 1 << level);
  }

  /// First example of a block.
  public int begin(int block) {
    return Math.toIntExact((long) block * shard << level);
  }

  /// Examples of a block.
  public int examplesIn(int block) {
    return (int) Math.min(examples - begin(block), (long) shard << level);
  }

  /// First block of one of several takers, who get contiguous runs of about the same length; that
  /// of the taker behind the last is the number of blocks.
  public int firstOf(int taker, int takers) {
    return (int) ((long) blocks() * taker / takers);
  }
}
