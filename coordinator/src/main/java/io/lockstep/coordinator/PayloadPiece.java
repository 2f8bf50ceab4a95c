package io.lockstep.coordinator;

import io.lockstep.reduce.Piece;
import io.lockstep.wire.Payload;

/// The floats of a frame, as a piece of a sum. The reduction is their only holder and may add into
/// them.
record PayloadPiece(Payload payload) implements Piece {

  @Override
  public float[] array() {
    return payload.array();
  }

  @Override
  public int at() {
    return payload.at();
  }

  @Override
  public int length() {
    return payload.length();
  }

  @Override
  public void release() {
    payload.release();
  }
}
