package io.lockstep.shard;

import java.util.ArrayList;
import java.util.List;

/// The part of every batch that falls to one of several takers: a contiguous run of shards, cut
/// into the largest blocks of the reduction tree that lie wholly inside. A function of sizes only,
/// so that nobody has to be told which blocks a step consists of.
///
/// @param index position of the taker, 0..count - 1
/// @param count number of takers, at least 1
public record Share(int index, int count) {

  public Share {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException("share %d of %d does not exist".formatted(index, count));
    }
  }

  /// Blocks of this share in a batch of `shardCount` shards, ascending; empty when there are more
  /// takers than shards.
  public List<Block> blocks(int shardCount) {
    int begin = boundary(index, shardCount);
    int end = boundary(index + 1, shardCount);
    return cover(begin, end, shardCount);
  }

  /// Remainders go to the takers in front, so that sizes differ by one shard at most.
  private int boundary(int taker, int shardCount) {
    int whole = shardCount / count;
    return taker * whole + Math.min(taker, shardCount % count);
  }

  /// The fewest blocks that make up exactly the shards `[begin, end)`, ascending.
  public static List<Block> cover(int begin, int end, int shardCount) {
    List<Block> blocks = new ArrayList<>();
    for (int at = begin; at < end; ) {
      int level = 0;
      while (fits(at, level + 1, end, shardCount)) {
        level++;
      }
      Block block = new Block(level, at >> level);
      blocks.add(block);
      at = block.endShard(shardCount);
    }
    return List.copyOf(blocks);
  }

  /// A block may reach past the last shard of the batch: what is missing there passes through. It
  /// is never higher than the root.
  private static boolean fits(int at, int level, int end, int shardCount) {
    boolean aligned = (at & ((1 << level) - 1)) == 0;
    return aligned
        && level <= BatchPlan.rootOf(shardCount).level()
        && Math.min(shardCount, at + (1 << level)) <= end
        && at + (1 << (level - 1)) < shardCount;
  }
}
