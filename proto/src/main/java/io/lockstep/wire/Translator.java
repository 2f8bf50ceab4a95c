package io.lockstep.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;

/// Between frames and generated messages, for one direction of the stream.
interface Translator<F extends Frame> {

  /// The message of a frame without a tensor.
  ///
  /// @throws IllegalArgumentException if the frame is never sent
  MessageLite message(F frame);

  /// True when `field` is a control frame of this direction.
  boolean knows(int field);

  /// A control frame from the bytes of its field.
  F small(Reign reign, int field, byte[] bytes) throws InvalidProtocolBufferException;

  F tensor(Reign reign, ChunkNumbers numbers, Payload payload);

  F damaged(Reign reign, ChunkNumbers numbers, String reason);
}
