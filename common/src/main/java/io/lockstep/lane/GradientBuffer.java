package io.lockstep.lane;

import io.lockstep.reduce.Piece;
import java.util.concurrent.atomic.AtomicInteger;

/// The gradient of one block, lent out chunk by chunk. It may be overwritten when every chunk lent
/// has come back.
final class GradientBuffer {

  final float[] gradient;
  private final Lent[] chunks;
  private final AtomicInteger out = new AtomicInteger();

  GradientBuffer(int length, int chunk) {
    gradient = new float[length];
    chunks = new Lent[Math.ceilDiv(length, chunk)];
    for (int index = 0; index < chunks.length; index++) {
      int at = index * chunk;
      chunks[index] = new Lent(at, Math.min(chunk, length - at));
    }
  }

  void hold() {
    out.incrementAndGet();
  }

  void letGo() {
    out.decrementAndGet();
  }

  boolean isFree() {
    return out.get() == 0;
  }

  Piece lend(int chunk) {
    out.incrementAndGet();
    return chunks[chunk];
  }

  private final class Lent implements Piece {
    private final int at;
    private final int length;

    Lent(int at, int length) {
      this.at = at;
      this.length = length;
    }

    @Override
    public float[] array() {
      return gradient;
    }

    @Override
    public int at() {
      return at;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public void release() {
      out.decrementAndGet();
    }
  }
}
