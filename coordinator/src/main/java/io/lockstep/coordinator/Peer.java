package io.lockstep.coordinator;

import io.lockstep.wire.CoordinatorFrame;

/// One worker's stream as the engine sees it. Sending never blocks; what cannot leave is dropped
/// with its payload.
public interface Peer {

  void send(CoordinatorFrame frame);

  /// Drops slices of versions before `version` that still wait to leave.
  void discardBefore(long version);

  /// Bytes carried so far, both ways; 0 where nobody counts them.
  default long bytes() {
    return 0;
  }

  /// Where it computes; empty where nobody knows.
  default String host() {
    return "";
  }

  /// Ends the stream after what was sent.
  void close(String reason);
}
