package io.lockstep.kernel;

/// The reduction tree over the shards of a slice of rows, walked from the left with a stack of open
/// nodes: each shard is pushed, then the top is added to the node below as often as [#merges] says.
/// After the last shard one node is left, the root.
final class ShardTree {

  private ShardTree() {}

  /// The first row after shard s.
  static int end(int s, int shardRows, int m) {
    return (int) Math.min(m, (s + 1L) * shardRows);
  }

  /// Additions `left = left + top` due after shard s was pushed: the nodes that it completes, or,
  /// after the last one, all that are open.
  static int merges(int s, int shardRows, int m) {
    boolean last = (s + 1L) * shardRows >= m;
    return last ? Integer.bitCount(s) : Integer.numberOfTrailingZeros(s + 1);
  }

  /// Nodes that are open at once with this many rows, at most.
  static int openMax(int shardRows, int m) {
    int shards = (int) ((m + shardRows - 1L) / shardRows);
    return 33 - Integer.numberOfLeadingZeros(shards);
  }
}
