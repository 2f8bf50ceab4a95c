package io.lockstep.worker;

import io.lockstep.wire.WorkerFrame;

/// The stream to the coordinator as the engine sees it. Sending never blocks; what cannot leave is
/// dropped and its payload released.
public interface Upstream {

  void send(WorkerFrame frame);

  /// Drops tensor frames of steps before `step` that still wait; afterwards nothing reads their
  /// floats.
  void discardBefore(long step);

  void close(String reason);

  /// Spent on writing frames so far, in nanoseconds; 0 where frames never become bytes.
  default long encodeNanos() {
    return 0;
  }

  /// Spent on reading frames so far, in nanoseconds; 0 where frames never were bytes.
  default long decodeNanos() {
    return 0;
  }
}
