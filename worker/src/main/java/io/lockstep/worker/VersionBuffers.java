package io.lockstep.worker;

import java.util.BitSet;

/// Versions as they arrive, slice by slice, in three buffers: one that lanes compute with, the
/// newest complete one, and one that is being filled. So receiving never waits for computing. Used
/// under the engine's lock, except that lanes read the buffer in use.
final class VersionBuffers {

  private static final int NONE = -1;

  /// Each made when it is first filled: a start has not to wait for memory that it does not need.
  private final float[][] buffers = new float[3][];

  private final int length;
  private final int chunk;
  private final int chunkCount;
  private final BitSet arrived;
  private long completeVersion = NONE;
  private long fillingVersion = NONE;
  private int inUse = NONE;
  private int complete = NONE;
  private int filling = NONE;

  VersionBuffers(int length, int chunk) {
    this.length = length;
    this.chunk = chunk;
    this.chunkCount = Math.ceilDiv(length, chunk);
    this.arrived = new BitSet(chunkCount);
  }

  int chunkCount() {
    return chunkCount;
  }

  boolean fits(int index, int offset, int floats) {
    return index < chunkCount
        && offset == index * chunk
        && floats == Math.min(chunk, length - offset);
  }

  /// Stores a slice. A newer version than the one being filled takes its place: every version is
  /// whole in itself.
  ///
  /// @return true when this completes the version
  boolean store(long version, int index, float[] from, int at, int floats) {
    if (version <= completeVersion || version < fillingVersion) {
      return false;
    }
    if (version > fillingVersion) {
      fillingVersion = version;
      filling = spare();
      arrived.clear();
    }
    if (arrived.get(index)) {
      return false;
    }
    System.arraycopy(from, at, buffers[filling], index * chunk, floats);
    arrived.set(index);
    if (arrived.cardinality() < chunkCount) {
      return false;
    }
    complete = filling;
    completeVersion = version;
    filling = NONE;
    fillingVersion = NONE;
    return true;
  }

  private int spare() {
    for (int buffer = 0; buffer < buffers.length; buffer++) {
      if (buffer != inUse && buffer != complete) {
        if (buffers[buffer] == null) {
          buffers[buffer] = new float[length];
        }
        return buffer;
      }
    }
    throw new IllegalStateException("three buffers for two uses");
  }

  /// Forgets that a version is complete, so that an older one can be received. Lanes are lent it
  /// still.
  void recall() {
    startOver();
    completeVersion = NONE;
  }

  /// Forgets a half-filled version, so that an older one can be received.
  void startOver() {
    fillingVersion = NONE;
    filling = NONE;
  }

  /// Lends the newest complete version to the lanes; it stays as it is until the next call.
  float[] use() {
    inUse = complete;
    return buffers[inUse];
  }

  long completeVersion() {
    return completeVersion;
  }
}
