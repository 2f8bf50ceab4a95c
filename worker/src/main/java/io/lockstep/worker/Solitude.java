package io.lockstep.worker;

import java.util.function.LongSupplier;

/// How long a worker has been without a coordinator that lets it in. Begins with the worker; only a
/// coordinator that accepts it ends it, not one that is merely heard of. Any thread.
final class Solitude {

  private final long limitNanos;
  private final LongSupplier nanoClock;
  private boolean alone = true;
  private long sinceNanos;

  Solitude(long limitNanos, LongSupplier nanoClock) {
    this.limitNanos = limitNanos;
    this.nanoClock = nanoClock;
    this.sinceNanos = nanoClock.getAsLong();
  }

  /// A coordinator has accepted this worker.
  synchronized void ends() {
    alone = false;
  }

  /// The coordinator is gone. Who is alone already stays so since the first time.
  synchronized void begins() {
    if (!alone) {
      alone = true;
      sinceNanos = nanoClock.getAsLong();
    }
  }

  boolean isTooLong() {
    return lasts(limitNanos);
  }

  /// Whether it has lasted so long already.
  synchronized boolean lasts(long nanos) {
    return alone && nanoClock.getAsLong() - sinceNanos >= nanos;
  }
}
