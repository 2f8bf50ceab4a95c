package io.lockstep.model;

/// Which rows a pass is to train on: mutable, reused from call to call, owned by one thread.
public final class TrainingRows {

  private int count;
  private long seed;
  private long step = 1;
  private int firstPosition;

  /// @param count rows in the input buffer, at least 1
  /// @param seed of the run; keys dropout
  /// @param step counted from 1
  /// @param firstPosition position in the batch of row 0; the first of a shard
  /// @return this
  public TrainingRows set(int count, long seed, long step, int firstPosition) {
    if (count < 1 || step < 1 || firstPosition < 0) {
      throw new IllegalArgumentException(
          "%d rows from position %d of step %d".formatted(count, firstPosition, step));
    }
    this.count = count;
    this.seed = seed;
    this.step = step;
    this.firstPosition = firstPosition;
    return this;
  }

  public int count() {
    return count;
  }

  public long seed() {
    return seed;
  }

  public long step() {
    return step;
  }

  public int firstPosition() {
    return firstPosition;
  }
}
