package io.lockstep.wire;

import java.util.concurrent.atomic.AtomicLong;

/// Counts what one stream carries. Any thread.
final class Meter {

  private static final int GRPC_HEADER_BYTES = 5;
  private static final int HTTP2_HEADER_BYTES = 9;
  private static final int HTTP2_FRAME_BYTES = 16 * 1024;

  private final AtomicLong framesSent = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong framesReceived = new AtomicLong();
  private final AtomicLong bytesReceived = new AtomicLong();
  private final AtomicLong damagedFrames = new AtomicLong();
  private final AtomicLong encodeNanos = new AtomicLong();
  private final AtomicLong decodeNanos = new AtomicLong();

  void sent(int messageBytes, long nanos) {
    framesSent.incrementAndGet();
    bytesSent.addAndGet(framed(messageBytes));
    encodeNanos.addAndGet(nanos);
  }

  void received(int messageBytes, long nanos) {
    framesReceived.incrementAndGet();
    bytesReceived.addAndGet(framed(messageBytes));
    decodeNanos.addAndGet(nanos);
  }

  void damaged() {
    damagedFrames.incrementAndGet();
  }

  long encodeNanos() {
    return encodeNanos.get();
  }

  long decodeNanos() {
    return decodeNanos.get();
  }

  Traffic traffic() {
    return new Traffic(
        framesSent.get(),
        bytesSent.get(),
        framesReceived.get(),
        bytesReceived.get(),
        damagedFrames.get(),
        encodeNanos.get(),
        decodeNanos.get());
  }

  /// Bytes of a message with its headers, as if it were cut into the shortest full frames: what is
  /// sent is a little less.
  static long framed(int messageBytes) {
    int withHeader = messageBytes + GRPC_HEADER_BYTES;
    return withHeader + (long) HTTP2_HEADER_BYTES * Math.ceilDiv(withHeader, HTTP2_FRAME_BYTES);
  }
}
