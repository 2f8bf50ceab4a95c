package io.lockstep.layer;

import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;

/// What the layers of one pass share, apart from the rows. Belongs to the thread of the pass.
public final class Workbench {

  private final Kernels kernels;
  private final PackBuffers buffers;
  private final int shardRows;
  private final int member;
  private final int members;
  private float[] scratch = new float[0];

  /// @param buffers of the thread that runs the pass
  /// @param shardRows rows of a full shard, at least 1
  /// @param member which share of every weight gradient this pass computes, from 0
  /// @param members passes that compute a gradient together, at least 1
  public Workbench(Kernels kernels, PackBuffers buffers, int shardRows, int member, int members) {
    if (shardRows < 1) {
      throw new IllegalArgumentException("a shard of %d rows".formatted(shardRows));
    }
    this.kernels = kernels;
    this.buffers = buffers;
    this.shardRows = shardRows;
    this.member = member;
    this.members = members;
  }

  /// Makes room for the layer that needs most.
  void reserve(int scratchFloats) {
    if (scratch.length < scratchFloats) {
      scratch = new float[scratchFloats];
    }
  }

  Kernels kernels() {
    return kernels;
  }

  PackBuffers buffers() {
    return buffers;
  }

  int shardRows() {
    return shardRows;
  }

  int member() {
    return member;
  }

  int members() {
    return members;
  }

  /// Working memory for the length of one call: what it holds at its beginning is not defined.
  float[] scratch() {
    return scratch;
  }
}
