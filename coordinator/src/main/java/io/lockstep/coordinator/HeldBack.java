package io.lockstep.coordinator;

import io.lockstep.wire.Payload;

/// The slice that would begin the next step, held back from everybody: while its step is being
/// closed, and as long as a pause lasts. Asked by any thread, changed under the engine's lock.
final class HeldBack {

  private record Slice(long version, int chunk, Payload payload) {}

  private volatile Slice slice;

  void hold(long version, int chunk, Payload payload) {
    slice = new Slice(version, chunk, payload);
  }

  boolean holds(long version) {
    Slice held = slice;
    return held != null && held.version() == version;
  }

  boolean holds(long version, int chunk) {
    Slice held = slice;
    return held != null && held.version() == version && held.chunk() == chunk;
  }

  void send(Broadcast broadcast) {
    Slice held = slice;
    slice = null;
    broadcast.slice(held.version(), held.chunk(), held.payload());
  }

  void release() {
    slice.payload().release();
    slice = null;
  }
}
