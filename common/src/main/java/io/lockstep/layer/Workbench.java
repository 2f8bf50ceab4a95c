package io.lockstep.layer;

import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;

/// What the layers of one pass share.
///
/// @param buffers of the thread that runs the pass
/// @param rowsMax most rows of one call, at least 1
/// @param shardRows rows of a full shard, at least 1
public record Workbench(Kernels kernels, PackBuffers buffers, int rowsMax, int shardRows) {

  public Workbench {
    if (rowsMax < 1 || shardRows < 1) {
      throw new IllegalArgumentException(
          "rows %d and shard %d must be at least 1".formatted(rowsMax, shardRows));
    }
  }

  /// A buffer for the rows of one activation.
  public float[] rows(int width) {
    return new float[Math.multiplyExact(rowsMax, width)];
  }
}
