package io.lockstep.wire;

/// How long a server that closes waits for what is still on its way: for as long as streams end or
/// take more of it, up to a limit. One thread.
final class LastWords {

  /// gRPC may hold up to [Exchange#READY_BYTES] of a stream, whose leaving nobody can see.
  static final long SILENCE_MILLIS_MAX = 5_000;

  static final long MILLIS_MAX = 20_000;

  private long waitedMillis;
  private long silentMillis;
  private long bytes;
  private int streams;

  /// @param bytes handed to gRPC so far
  /// @param streams still open
  LastWords(long bytes, int streams) {
    this.bytes = bytes;
    this.streams = streams;
  }

  /// Time has passed.
  ///
  /// @return whether to wait on
  boolean after(long millis, long bytesNow, int streamsNow) {
    boolean progress = bytesNow != bytes || streamsNow != streams;
    bytes = bytesNow;
    streams = streamsNow;
    waitedMillis += millis;
    silentMillis = progress ? 0 : silentMillis + millis;
    return waitedMillis < MILLIS_MAX && silentMillis < SILENCE_MILLIS_MAX;
  }
}
