package io.lockstep.wire;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// A slice `[at, at + length)` of a `float[]` on its way. Either *borrowed*: the array belongs to
/// somebody else, who must leave the slice alone until the frame was encoded; or *pooled*: the
/// array comes from a [ChunkPool] and returns to it with the last reference.
///
/// Born with one reference. Whoever holds a reference may read; an owner that is the only holder
/// may write. Any thread.
public final class Payload {

  private final float[] array;
  private final int at;
  private final int length;
  private final ChunkPool pool;
  private final AtomicInteger references;
  private final Runnable returned;

  /// The checksum of the frame it was first sent in; null before.
  private volatile Sealed sealed;

  /// @param checksum of the payload with these numbers
  private record Sealed(Reign reign, ChunkNumbers numbers, int checksum) {}

  private Payload(
      float[] array,
      int at,
      int length,
      ChunkPool pool,
      AtomicInteger references,
      Runnable returned) {
    this.array = array;
    this.at = at;
    this.length = length;
    this.pool = pool;
    this.references = references;
    this.returned = returned;
  }

  /// Lends a slice of an array for the time until the frame is encoded (see [Outbox#awaitDrained]
  /// and [Outbox#discardBefore]).
  ///
  /// @throws IllegalArgumentException if the slice leaves the array or is longer than a chunk may
  ///   be
  public static Payload borrowed(float[] array, int at, int length) {
    return borrowed(array, at, length, () -> {});
  }

  /// As `borrowed(array, at, length)`; the owner is told when the slice is not read any more.
  ///
  /// @param returned called once, by the one release, on whatever thread
  public static Payload borrowed(float[] array, int at, int length, Runnable returned) {
    if (length > WireLimits.CHUNK_FLOATS_MAX
        || at < 0
        || length < 0
        || at > array.length - length) {
      throw new IllegalArgumentException(
          "slice [%d, %d + %d) of an array of %d; a chunk holds at most %d"
              .formatted(at, at, length, array.length, WireLimits.CHUNK_FLOATS_MAX));
    }
    return new Payload(array, at, length, null, null, returned);
  }

  static Payload pooled(float[] array, int length, ChunkPool pool) {
    return new Payload(array, 0, length, pool, new AtomicInteger(1), () -> {});
  }

  public float[] array() {
    return array;
  }

  /// First float of the slice in [#array].
  public int at() {
    return at;
  }

  /// Floats of the slice.
  public int length() {
    return length;
  }

  /// The checksum of a frame with this payload, from an earlier frame that said the same to
  /// somebody else. What is sent is not changed any more.
  OptionalInt checksum(Reign reign, ChunkNumbers numbers) {
    Sealed known = sealed;
    return known != null && known.reign().equals(reign) && known.numbers().equals(numbers)
        ? OptionalInt.of(known.checksum())
        : OptionalInt.empty();
  }

  void seal(Reign reign, ChunkNumbers numbers, int checksum) {
    sealed = new Sealed(reign, numbers, checksum);
  }

  /// Adds a reference, one for each further holder. Does nothing for a borrowed slice.
  ///
  /// @throws IllegalStateException if the array has gone back to its pool already
  public Payload retain() {
    if (pool != null && references.getAndIncrement() <= 0) {
      throw new IllegalStateException("payload retained after its last release");
    }
    return this;
  }

  /// Gives a reference back; the last one returns the array. A borrowed slice has one reference and
  /// tells its owner.
  ///
  /// @throws IllegalStateException if there was no reference left
  public void release() {
    if (pool == null) {
      returned.run();
      return;
    }
    int left = references.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("payload released more often than retained");
    }
    if (left == 0) {
      pool.give(array);
    }
  }
}
