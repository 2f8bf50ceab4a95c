package io.lockstep.reduce;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// A piece that counts how often it comes back.
final class Loan implements Piece {

  private final float[] array;
  private final int at;
  private final int length;
  private final AtomicInteger releases = new AtomicInteger();

  /// Lends a copy of these numbers, somewhere inside a larger array.
  Loan(float[] numbers, int at) {
    this.array = new float[at + numbers.length + 3];
    this.at = at;
    this.length = numbers.length;
    System.arraycopy(numbers, 0, array, at, length);
  }

  int releases() {
    return releases.get();
  }

  float[] numbers() {
    return Arrays.copyOfRange(array, at, at + length);
  }

  @Override
  public float[] array() {
    return array;
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
    releases.incrementAndGet();
  }
}
