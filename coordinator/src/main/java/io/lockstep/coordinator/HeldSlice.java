package io.lockstep.coordinator;

import io.lockstep.wire.Payload;

/// A slice that is made but not sent: with it, workers would begin the next step.
record HeldSlice(int chunk, Payload payload) {

  static boolean isHeld(HeldSlice held, int chunk) {
    return held != null && held.chunk == chunk;
  }
}
