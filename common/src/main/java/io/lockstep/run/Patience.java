package io.lockstep.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How long writes that fail are borne, as on a disk that is full for a moment. Each thing that is
/// written has one of its own. Any thread.
public final class Patience {

  /// Between two tries; a full disk is not asked in every step.
  public static final Duration PAUSE = Duration.ofSeconds(1);

  /// However short the patience is, one bad moment is not the end.
  private static final int TRIES_MIN = 3;

  private final long limitNanos;
  private final LongSupplier nanoClock;
  private int failures;
  private long firstNanos;
  private long lastNanos;

  private Patience(long limitNanos, LongSupplier nanoClock) {
    this.limitNanos = limitNanos;
    this.nanoClock = nanoClock;
  }

  /// @param seconds from the first failed try on; tried three times in any case
  public static Patience ofSeconds(int seconds) {
    return new Patience(TimeUnit.SECONDS.toNanos(seconds), System::nanoTime);
  }

  static Patience of(Duration limit, LongSupplier nanoClock) {
    return new Patience(limit.toNanos(), nanoClock);
  }

  /// Whether it is time to try: always, but for the pause after a failure.
  public synchronized boolean isDue() {
    return failures == 0 || nanoClock.getAsLong() - lastNanos >= PAUSE.toNanos();
  }

  public synchronized void succeeded() {
    failures = 0;
  }

  /// Notes that a try has failed.
  ///
  /// @return true when patience is over
  public synchronized boolean failed() {
    lastNanos = nanoClock.getAsLong();
    firstNanos = failures == 0 ? lastNanos : firstNanos;
    failures++;
    return failures >= TRIES_MIN && lastNanos - firstNanos >= limitNanos;
  }

  /// Whether the last failure is the first since a success: the one to tell of.
  public synchronized boolean isFirst() {
    return failures == 1;
  }
}
