package io.lockstep.simulation;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/// A clock that jumps from one thing that is to happen to the next.
final class VirtualTime {

  private record Due(long nanos, long number, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long now;
  private long numbers;

  long nanos() {
    return now;
  }

  void after(long delayNanos, Runnable what) {
    due.add(new Due(now + delayNanos, numbers++, what));
  }

  /// Lets things happen until `done`, or until nothing is left to happen, or until `limitNanos`.
  void runUntil(BooleanSupplier done, long limitNanos) {
    while (!done.getAsBoolean() && !due.isEmpty() && due.peek().nanos() <= limitNanos) {
      Due next = due.poll();
      now = next.nanos();
      next.what().run();
    }
  }
}
