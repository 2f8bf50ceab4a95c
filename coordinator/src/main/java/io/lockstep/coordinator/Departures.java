package io.lockstep.coordinator;

import io.lockstep.wire.Payload;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// Sends slices of the version that is coming to be as they are made, all but the last: with it,
/// workers would begin the next step. That one is held back from everybody while its step is being
/// closed, and as long as a pause lasts. Any thread.
final class Departures {

  private final Broadcast broadcast;
  private final AtomicInteger unmade = new AtomicInteger();

  /// By slice: the newest version that it is made of.
  private final AtomicLongArray made;

  private volatile Held held;

  /// Made but not sent.
  private record Held(long version, int chunk, Payload payload) {}

  Departures(Broadcast broadcast, int chunks) {
    this.broadcast = broadcast;
    this.made = new AtomicLongArray(chunks);
  }

  /// A step begins; nothing of the one before is still being made.
  void begin() {
    unmade.set(made.length());
  }

  /// Takes a slice over. Whoever joins is given it by [Broadcast#version] when it is not attached
  /// yet, so it is seen to be held back before it is seen to be made.
  void made(long version, int chunk, Payload payload) {
    boolean isLast = unmade.decrementAndGet() == 0;
    if (isLast) {
      held = new Held(version, chunk, payload);
    }
    made.set(chunk, version);
    if (!isLast) {
      broadcast.slice(version, chunk, payload);
    }
  }

  /// Whether a slice is made and not held back.
  boolean isSent(long version, int chunk) {
    return made.get(chunk) == version && !isHeld(version, chunk);
  }

  boolean isHeld(long version) {
    Held slice = held;
    return slice != null && slice.version() == version;
  }

  boolean isHeld(long version, int chunk) {
    Held slice = held;
    return slice != null && slice.version() == version && slice.chunk() == chunk;
  }

  /// Lets go what is held back.
  void send() {
    Held slice = held;
    held = null;
    broadcast.slice(slice.version(), slice.chunk(), slice.payload());
  }

  /// What is held back stays here.
  void withhold() {
    held.payload().release();
    held = null;
  }
}
