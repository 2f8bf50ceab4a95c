package io.lockstep.coordinator;

import java.util.concurrent.TimeUnit;

/// Keeps a warning that may come with every step from filling a screen. One thread at a time.
final class OnceAMinute {

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private boolean was;
  private long lastNanos;

  /// Whether it was never due before, or a minute has passed since.
  boolean isDue(long nowNanos) {
    if (was && nowNanos - lastNanos < MINUTE_NANOS) {
      return false;
    }
    was = true;
    lastNanos = nowNanos;
    return true;
  }
}
