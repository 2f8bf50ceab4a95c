package io.lockstep.wire;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Arrays for payloads, in size classes of powers of two. What is kept free is bounded by bytes and
/// by the number of arrays of each class. What is out is bounded by its holders, not here: by the
/// budget and the flow control of each stream, and by what a coordinator keeps of the step in
/// progress, which is one array for each chunk of a block that still waits for its neighbour in the
/// reduction tree. In the steady state no array is allocated, only the small [Payload] around it.
/// Any thread.
public final class ChunkPool {

  private static final int SMALLEST_BITS = 10;
  private static final int CLASSES = 18 - SMALLEST_BITS + 1;
  private static final int ARRAYS_PER_CLASS = 1024;

  private volatile long freeBytesMax;
  private final AtomicLong freeBytes = new AtomicLong();
  private final AtomicLong allocated = new AtomicLong();
  private final ArrayBlockingQueue<float[]>[] classes;

  /// @param freeBytesMax bytes kept for reuse; more is left to the garbage collector
  public ChunkPool(long freeBytesMax) {
    this.freeBytesMax = freeBytesMax;
    this.classes = newClasses();
  }

  /// @param bytes kept for reuse from now on
  void keepFree(long bytes) {
    freeBytesMax = bytes;
  }

  /// A payload of `length` floats of undefined content, with one reference.
  ///
  /// @throws IllegalArgumentException if `length` is not in 0..[WireLimits#CHUNK_FLOATS_MAX]
  public Payload take(int length) {
    if (length < 0 || length > WireLimits.CHUNK_FLOATS_MAX) {
      throw new IllegalArgumentException(
          "a chunk holds 0..%d floats, not %d".formatted(WireLimits.CHUNK_FLOATS_MAX, length));
    }
    int bits = Math.max(SMALLEST_BITS, 32 - Integer.numberOfLeadingZeros(Math.max(0, length - 1)));
    float[] array = classes[bits - SMALLEST_BITS].poll();
    if (array == null) {
      allocated.incrementAndGet();
      array = new float[1 << bits];
    } else {
      freeBytes.addAndGet(-bytes(array));
    }
    return Payload.pooled(array, length, this);
  }

  void give(float[] array) {
    if (freeBytes.addAndGet(bytes(array)) > freeBytesMax
        || !classes[Integer.numberOfTrailingZeros(array.length) - SMALLEST_BITS].offer(array)) {
      freeBytes.addAndGet(-bytes(array));
    }
  }

  /// Arrays allocated since birth; constant in the steady state.
  public long allocatedArrays() {
    return allocated.get();
  }

  /// Bytes kept for reuse now.
  public long freeBytes() {
    return freeBytes.get();
  }

  private static long bytes(float[] array) {
    return (long) array.length * Float.BYTES;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type.
  private static ArrayBlockingQueue<float[]>[] newClasses() {
    ArrayBlockingQueue<float[]>[] classes = new ArrayBlockingQueue[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      classes[i] = new ArrayBlockingQueue<>(ARRAYS_PER_CLASS);
    }
    return classes;
  }
}
