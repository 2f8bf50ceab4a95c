package io.lockstep.lane;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// Where the lanes of a team wait for one another. Spins, then offers its core to others, then
/// parks; allocates nothing.
final class LaneBarrier {

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /// From here on a lane parks. A lane that sleeps is woken on any core, often the one that another
  /// lane computes on, and an idle core of a virtual machine wakes up slowly: then the next wait is
  /// a long one too. So waits within a step must not end here.
  private static final long AWAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int parties;
  private final long awakeNanos;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReferenceArray<Thread> parked;
  private volatile int phase;

  LaneBarrier(int parties) {
    this.parties = parties;
    this.parked = new AtomicReferenceArray<>(parties);
    this.awakeNanos = parties <= Runtime.getRuntime().availableProcessors() ? AWAKE_NANOS : 0;
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
    long begin = System.nanoTime();
    long waited = 0;
    while (phase == mine && waited < awakeNanos) {
      if (waited < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      waited = System.nanoTime() - begin;
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
