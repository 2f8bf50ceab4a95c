package io.lockstep.wire;

/// A frame on its way through gRPC, with what the marshaller learns about it.
final class Envelope<F extends Frame> {

  private final F frame;
  private final String malformed;
  private int bytes;
  private long nanos;

  private Envelope(F frame, String malformed) {
    this.frame = frame;
    this.malformed = malformed;
  }

  static <F extends Frame> Envelope<F> of(F frame) {
    return new Envelope<>(frame, "");
  }

  static <F extends Frame> Envelope<F> malformed(String reason) {
    return new Envelope<>(null, reason);
  }

  Envelope<F> measured(int messageBytes, long decodeNanos) {
    bytes = messageBytes;
    nanos = decodeNanos;
    return this;
  }

  /// Null when [#malformed] is not empty.
  F frame() {
    return frame;
  }

  /// Why the bytes are no frame; empty when they are one.
  String malformed() {
    return malformed;
  }

  /// Bytes of the message.
  int bytes() {
    return bytes;
  }

  /// Time spent on decoding.
  long nanos() {
    return nanos;
  }
}
