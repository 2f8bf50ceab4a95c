package io.lockstep.layer;

import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;

/// What the layers of one pass share, apart from the rows.
///
/// @param buffers of the thread that runs the pass
/// @param shardRows rows of a full shard, at least 1
/// @param member which share of every weight gradient this pass computes, from 0
/// @param members passes that compute a gradient together, at least 1
public record Workbench(
    Kernels kernels, PackBuffers buffers, int shardRows, int member, int members) {

  public Workbench {
    if (shardRows < 1) {
      throw new IllegalArgumentException("a shard of %d rows".formatted(shardRows));
    }
  }
}
