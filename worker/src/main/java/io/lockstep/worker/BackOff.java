package io.lockstep.worker;

import java.util.concurrent.ThreadLocalRandom;

/// Waits longer after each try in vain, and never exactly as long as another worker does: a
/// thousand that lost one coordinator do not come back at once. One thread.
final class BackOff {

  private static final long MILLIS_MIN = 100;
  private static final long LOST_MILLIS_MAX = 2_000;
  private static final long IDLE_MILLIS_MAX = 500;

  private final long millisMax;
  private long millis = MILLIS_MIN;

  private BackOff(long millisMax) {
    this.millisMax = millisMax;
  }

  /// For a coordinator that is not found.
  static BackOff fromLost() {
    return new BackOff(LOST_MILLIS_MAX);
  }

  /// For one that is there and has nothing to do: a run is not to wait long for its workers, and a
  /// question costs each coordinator a handshake.
  static BackOff fromIdle() {
    return new BackOff(IDLE_MILLIS_MAX);
  }

  /// A try was no misunderstanding: the next wait is short again.
  void restart() {
    millis = MILLIS_MIN;
  }

  /// @return how long to wait now
  long nextMillis() {
    long longest = millis;
    millis = Math.min(millisMax, 2 * millis);
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }
}
