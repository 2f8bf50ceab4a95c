package io.lockstep.lane;

import io.lockstep.model.Workspace;
import io.lockstep.shard.BatchPlan;
import java.util.ArrayList;
import java.util.List;

/// How long runs of shards are cut: in halves at the tree's own boundaries, until each is a unit
/// whose rows have room in the workspace. The sum is the same. Has what the lanes share for that.
final class Units {

  /// Rows that a lane computes at once: enough to make the products efficient, few enough to stay
  /// near the caches.
  private static final int ROWS_OF_A_LANE = 1024;

  private final LaneTask task;
  private final int shardsMax;

  /// As large as the longest run so far needs: who only evaluates needs none.
  private Workspace workspace;

  /// By depth of a node: the gradient of its right half.
  private final List<float[]> rightGradients = new ArrayList<>();

  /// @throws io.lockstep.failure.LockstepException with USAGE when the rows of a layer do not fit
  ///   one array
  Units(LaneTask task, int laneCount) {
    this.task = task;
    BatchPlan batches = task.batches();
    int batchMax = Math.min(batches.batch(), batches.examples());
    int shardsOfBatch = Math.ceilDiv(batchMax, batches.shard());
    long rows = (long) ROWS_OF_A_LANE * laneCount;
    int fitting = Math.clamp(rows / batches.shard(), 1, 1 << 30);
    shardsMax =
        Math.min(
            Integer.highestOneBit(fitting),
            shardsOfBatch == 1 ? 1 : Integer.highestOneBit(shardsOfBatch - 1) << 1);
    task.network().requireRoomFor(rowsOf(shardsMax));
  }

  boolean isOne(int shards) {
    return shards <= shardsMax;
  }

  /// Shards of the left half of so many.
  static int leftOf(int shards) {
    return Integer.highestOneBit(shards - 1);
  }

  int count(int shards) {
    return isOne(shards) ? 1 : count(leftOf(shards)) + count(shards - leftOf(shards));
  }

  private int rowsOf(int shards) {
    BatchPlan batches = task.batches();
    int batchMax = Math.min(batches.batch(), batches.examples());
    return (int) Math.min((long) Math.min(shards, shardsMax) * batches.shard(), batchMax);
  }

  /// Makes room for runs of so many shards, by the driver, while the other lanes wait. Allocates
  /// nothing when there was a run as long before.
  void reserve(int shards) {
    int rows = rowsOf(shards);
    if (workspace == null || workspace.rowsMax() < rows) {
      workspace = task.network().workspace(rows, task.batches().shard());
    }
    int depth = 0;
    for (int left = shards; !isOne(left); left = leftOf(left)) {
      depth++;
    }
    while (rightGradients.size() < depth) {
      rightGradients.add(new float[task.network().layout().length()]);
    }
  }

  Workspace workspace() {
    return workspace;
  }

  float[] rightGradient(int depth) {
    return rightGradients.get(depth);
  }
}
