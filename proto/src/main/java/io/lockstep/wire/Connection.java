package io.lockstep.wire;

/// Settings that both ends of a connection share. Values below gRPC's own defaults keep one sender
/// from filling the memory of the other; keepalive finds a host that vanished without a word.
final class Connection {

  static final int MESSAGE_BYTES_MAX = 4 << 20;
  static final int METADATA_BYTES_MAX = 8 << 10;
  static final int WINDOW_BYTES = 4 << 20;

  /// Calls at once on one connection: a worker has one stream and a question now and then.
  static final int CALLS_MAX = 8;

  /// Streams that may be opened and reset at once (rapid reset, CVE-2023-44487), in so many
  /// seconds.
  static final int RESETS_MAX = 100;

  static final int RESETS_SECONDS = 10;

  /// Connections at once, of all peers and of one address: workers of one host share theirs.
  static final int GUESTS_MAX = 16_384;

  static final int GUESTS_OF_ONE_MAX = 512;

  static final int IDLE_MINUTES = 5;

  /// gRPC raises anything below to this.
  static final int KEEP_ALIVE_SECONDS = 10;

  static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private Connection() {}
}
