package io.lockstep.model;

/// Sum of one number per example, in double: inside a shard in order of the example, across shards
/// by the reduction tree.
final class ShardSums {

  private final int shardRows;
  private final double[] sums;

  ShardSums(int rowsMax, int shardRows) {
    this.shardRows = shardRows;
    this.sums = new double[Math.ceilDiv(rowsMax, shardRows)];
  }

  double sum(float[] values, int rows) {
    int shards = Math.ceilDiv(rows, shardRows);
    for (int shard = 0; shard < shards; shard++) {
      int end = Math.min(rows, (shard + 1) * shardRows);
      double sum = 0;
      for (int row = shard * shardRows; row < end; row++) {
        sum += values[row];
      }
      sums[shard] = sum;
    }
    for (int gap = 1; gap < shards; gap *= 2) {
      for (int left = 0; left + gap < shards; left += 2 * gap) {
        sums[left] += sums[left + gap];
      }
    }
    return sums[0];
  }
}
