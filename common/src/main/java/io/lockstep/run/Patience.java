package io.lockstep.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long writes that fail are borne, as on a disk that is full for a moment. Each thing that is
/// written has one of its own. Any thread.
public final class Patience {

  /// Between two tries; a full disk is not asked in every step.
  public static final Duration PAUSE = Duration.ofSeconds(1);

  /// However short the patience is, one bad moment is not the end.
  private static final int TRIES_MIN = 3;

  private final long limitNanos;
  private final Clock clock;
  private int failures;
  private long firstNanos;
  private long lastNanos;

  /// The time that passes meanwhile: a simulation has one of its own.
  public interface Clock {

    /// That of the system.
    Clock SYSTEM =
        new Clock() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void pause(Duration duration) {
            LockSupport.parkNanos(duration.toNanos());
          }
        };

    /// Comparable with other values of the same clock only.
    long nanos();

    /// Lets that much time pass, or less when the thread is interrupted.
    void pause(Duration duration);
  }

  private Patience(long limitNanos, Clock clock) {
    this.limitNanos = limitNanos;
    this.clock = clock;
  }

  /// @param seconds from the first failed try on; tried three times in any case
  public static Patience ofSeconds(int seconds) {
    return ofSeconds(seconds, Clock.SYSTEM);
  }

  /// As `ofSeconds(seconds)`, by another clock.
  public static Patience ofSeconds(int seconds, Clock clock) {
    return new Patience(TimeUnit.SECONDS.toNanos(seconds), clock);
  }

  /// Returns when it is time for the next try.
  public void pause() {
    clock.pause(PAUSE);
  }

  /// Whether it is time to try: always, but for the pause after a failure.
  public synchronized boolean isDue() {
    return failures == 0 || clock.nanos() - lastNanos >= PAUSE.toNanos();
  }

  public synchronized void succeeded() {
    failures = 0;
  }

  /// Notes that a try has failed.
  ///
  /// @return true when patience is over
  public synchronized boolean failed() {
    lastNanos = clock.nanos();
    firstNanos = failures == 0 ? lastNanos : firstNanos;
    failures++;
    return failures >= TRIES_MIN && lastNanos - firstNanos >= limitNanos;
  }

  /// Whether the last failure is the first since a success: the one to tell of.
  public synchronized boolean isFirst() {
    return failures == 1;
  }
}
