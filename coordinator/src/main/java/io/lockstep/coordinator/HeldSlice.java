package io.lockstep.coordinator;

import io.lockstep.wire.Payload;

/// The last slice of a version, made but not sent: with it, workers would begin the next step.
record HeldSlice(long version, int chunk, Payload payload) {}
