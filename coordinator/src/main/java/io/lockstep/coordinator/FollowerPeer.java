package io.lockstep.coordinator;

import io.lockstep.wire.LeaderFrame;

/// A coordinator that stands by, as the one that leads sees it. Sending never blocks; what cannot
/// leave is dropped with its payload.
public interface FollowerPeer {

  /// Its name.
  String node();

  void send(LeaderFrame frame);

  /// Ends the stream after what was sent.
  void close(String reason);
}
