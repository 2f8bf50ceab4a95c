package io.lockstep.wire;

/// What one stream has carried so far, and what it cost.
///
/// @param bytesSent bytes of messages with their gRPC and HTTP/2 frame headers; headers of TCP and
///   IP, acknowledgements and window updates are not in it
/// @param damagedFrames received tensor frames whose checksum did not fit
/// @param encodeNanos wall clock spent on turning frames into bytes and handing them to gRPC,
///   checksum included, on whatever thread: also of frames that waited first
/// @param decodeNanos wall clock spent on turning bytes into frames, checksum included
public record Traffic(
    long framesSent,
    long bytesSent,
    long framesReceived,
    long bytesReceived,
    long damagedFrames,
    long encodeNanos,
    long decodeNanos) {

  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0);

  /// What was carried since an earlier reading.
  public Traffic since(Traffic earlier) {
    return new Traffic(
        framesSent - earlier.framesSent,
        bytesSent - earlier.bytesSent,
        framesReceived - earlier.framesReceived,
        bytesReceived - earlier.bytesReceived,
        damagedFrames - earlier.damagedFrames,
        encodeNanos - earlier.encodeNanos,
        decodeNanos - earlier.decodeNanos);
  }

  public Traffic plus(Traffic other) {
    return new Traffic(
        framesSent + other.framesSent,
        bytesSent + other.bytesSent,
        framesReceived + other.framesReceived,
        bytesReceived + other.bytesReceived,
        damagedFrames + other.damagedFrames,
        encodeNanos + other.encodeNanos,
        decodeNanos + other.decodeNanos);
  }
}
