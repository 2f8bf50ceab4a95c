package io.lockstep.shard;

/// A node of the reduction tree: the aligned run of shards `[index · 2^level, (index + 1) ·
/// 2^level)`, cut at the last shard of the batch. Level 0 is a single shard.
///
/// @param level height above the shards, 0..30
/// @param index position on its level, from 0
public record Block(int level, int index) {

  public Block {
    if (level < 0 || level > 30 || index < 0) {
      throw new IllegalArgumentException(
          "block (level %d, index %d) is outside of any tree".formatted(level, index));
    }
  }

  public int firstShard() {
    return index << level;
  }

  /// One past the last shard, in a batch of `shardCount` shards.
  public int endShard(int shardCount) {
    return Math.min(shardCount, (index + 1) << level);
  }

  public Block parent() {
    return new Block(level + 1, index >> 1);
  }

  public Block left() {
    return new Block(level - 1, index << 1);
  }

  public Block right() {
    return new Block(level - 1, (index << 1) + 1);
  }

  /// True when `other` is this block or lies below it.
  public boolean covers(Block other) {
    return other.level <= level && other.index >> (level - other.level) == index;
  }

  /// Human form, such as `shards 4..7`.
  public String shards(int shardCount) {
    int last = endShard(shardCount) - 1;
    return firstShard() == last ? "shard " + last : "shards %d..%d".formatted(firstShard(), last);
  }
}
