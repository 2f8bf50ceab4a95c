package io.lockstep.lane;

import io.lockstep.data.Examples;

/// Examples that are a function of their index. One of them can be made unreadable for one thread.
final class MadeExamples implements Examples {

  static final int WIDTH = 6;
  static final int CLASSES = 4;

  private final int count;
  private volatile String unreadableBy = "";

  MadeExamples(int count) {
    this.count = count;
  }

  /// From now on a thread of this name fails when it reads.
  void failOn(String threadName) {
    unreadableBy = threadName;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int featureWidth() {
    return WIDTH;
  }

  @Override
  public int targetWidth() {
    return 1;
  }

  @Override
  public void features(int example, float[] target, int offset) {
    if (!unreadableBy.isEmpty() && Thread.currentThread().getName().equals(unreadableBy)) {
      throw new IllegalStateException("example cannot be read");
    }
    for (int i = 0; i < WIDTH; i++) {
      int mixed = (example * 31 + i + 1) * 0x9E3779B1;
      target[offset + i] = (mixed >>> 8) / (float) (1 << 23) - 1;
    }
  }

  @Override
  public void target(int example, float[] target, int offset) {
    target[offset] = (example * 0x9E3779B1 >>> 16) % CLASSES;
  }
}
