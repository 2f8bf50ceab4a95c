package io.lockstep.wire;

/// Settings that both ends of a connection share. Values below gRPC's own defaults keep one sender
/// from filling the memory of the other; keepalive finds a host that vanished without a word.
final class Connection {

  static final int MESSAGE_BYTES_MAX = 4 << 20;
  static final int METADATA_BYTES_MAX = 8 << 10;
  static final int WINDOW_BYTES = 4 << 20;

  /// gRPC raises anything below to this.
  static final int KEEP_ALIVE_SECONDS = 10;

  static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private Connection() {}
}
