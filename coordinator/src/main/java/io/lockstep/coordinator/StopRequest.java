package io.lockstep.coordinator;

/// Whether somebody has asked the run to stop, and for how long the step in progress may still take
/// to end by itself. Any thread.
final class StopRequest {

  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private volatile boolean asked;
  private volatile long askedNanos;

  void ask(long nowNanos) {
    askedNanos = nowNanos;
    asked = true;
  }

  boolean isAsked() {
    return asked;
  }

  boolean isOverdue(long nowNanos) {
    return asked && nowNanos - askedNanos > PATIENCE_NANOS;
  }
}
