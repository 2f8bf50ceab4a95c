package io.lockstep.simulation;

import io.lockstep.run.Patience;
import java.time.Duration;

/// The time by which the books bear a disk that fails. One thread plays all: who pauses goes on at
/// once, and finds that the pause is over.
final class BorneTime implements Patience.Clock {

  private final VirtualTime time;
  private long pausedNanos;

  BorneTime(VirtualTime time) {
    this.time = time;
  }

  @Override
  public long nanos() {
    return time.nanos() + pausedNanos;
  }

  @Override
  public void pause(Duration duration) {
    pausedNanos += duration.toNanos();
  }
}
