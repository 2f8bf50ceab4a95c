package io.lockstep.lane;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// Where the lanes of a team wait for one another. Spins for a moment, then parks; allocates
/// nothing.
final class LaneBarrier {

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final int parties;
  private final long spinNanos;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReferenceArray<Thread> parked;
  private volatile int phase;

  LaneBarrier(int parties) {
    this.parties = parties;
    this.parked = new AtomicReferenceArray<>(parties);
    this.spinNanos = parties <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
  }

  /// Returns when all parties have come. What each wrote before is visible to all.
  void await(int lane) {
    int mine = phase;
    if (arrived.incrementAndGet() == parties) {
      arrived.set(0);
      phase = mine + 1;
      for (int other = 0; other < parties; other++) {
        LockSupport.unpark(parked.get(other));
      }
      return;
    }
    long until = System.nanoTime() + spinNanos;
    while (phase == mine && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    if (phase != mine) {
      return;
    }
    parked.set(lane, Thread.currentThread());
    while (phase == mine) {
      LockSupport.park(this);
    }
    parked.set(lane, null);
  }
}
