package io.lockstep.worker;

import java.util.concurrent.ThreadLocalRandom;

/// Waits longer after each try in vain, and never exactly as long as another worker does: a
/// thousand that lost one coordinator do not come back at once. One thread.
final class BackOff {

  private static final long MILLIS_MIN = 100;
  private static final long MILLIS_MAX = 2_000;

  private long millis = MILLIS_MIN;

  /// A try was no misunderstanding: the next wait is short again.
  void restart() {
    millis = MILLIS_MIN;
  }

  /// @return how long to wait now
  long nextMillis() {
    long longest = millis;
    millis = Math.min(MILLIS_MAX, 2 * millis);
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }
}
