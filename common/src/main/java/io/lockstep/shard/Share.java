package io.lockstep.shard;

import java.util.ArrayList;
import java.util.List;

/// The part of every batch that falls to one of several takers: a contiguous run of shards, cut
/// into the largest blocks of the reduction tree that lie wholly inside. A function of sizes only,
/// so that nobody has to be told which blocks a step consists of.
///
/// A batch is thought of as `of` equal parts, of which a taker has the run `[begin, end)`: one of
/// as many as there are takers when they are equals, or so many shards of those of a full batch
/// when some are faster.
///
/// @param begin first part, 0..end
/// @param end one past the last part, at most `of`; nothing when it is `begin`
/// @param of number of parts, at least 1
public record Share(int begin, int end, int of) {

  public Share {
    if (of < 1 || begin < 0 || end < begin || end > of) {
      throw new IllegalArgumentException(
          "share %d..%d of %d does not exist".formatted(begin, end, of));
    }
  }

  /// That of one of several equals.
  ///
  /// @param index position of the taker, 0..count - 1
  /// @param count number of takers, at least 1
  public Share(int index, int count) {
    this(index, index + 1, count);
  }

  /// Blocks of this share in a batch of `shardCount` shards, ascending; empty when there are more
  /// takers than shards.
  public List<Block> blocks(int shardCount) {
    return cover(boundary(begin, shardCount), boundary(end, shardCount), shardCount);
  }

  /// Remainders go to the parts in front, so that sizes differ by one shard at most; where there
  /// are fewer shards than parts, they are spread over them.
  private int boundary(int part, int shardCount) {
    if (shardCount < of) {
      return Math.toIntExact(Math.ceilDiv((long) part * shardCount, (long) of));
    }
    int whole = shardCount / of;
    return part * whole + Math.min(part, shardCount % of);
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
