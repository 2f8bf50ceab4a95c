package io.lockstep.simulation;

/// Whether the process of a worker runs: one that is paused comes to everything later.
final class Wakefulness {

  private final VirtualTime time;
  private long pausedUntil;

  Wakefulness(VirtualTime time) {
    this.time = time;
  }

  void pause(long nanos) {
    pausedUntil = time.nanos() + nanos;
  }

  boolean isAwake() {
    return time.nanos() >= pausedUntil;
  }

  void after(long nanos, Runnable what) {
    time.after(nanos, () -> whenAwake(what));
  }

  void whenAwake(Runnable what) {
    if (isAwake()) {
      what.run();
    } else {
      time.after(pausedUntil - time.nanos(), () -> whenAwake(what));
    }
  }
}
