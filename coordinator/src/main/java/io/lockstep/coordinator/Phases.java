package io.lockstep.coordinator;

import io.lockstep.wire.WorkerFrame;

/// Where the time of a step goes that passes between a version that leaves and the last word of a
/// worker about it: nanoseconds.
///
/// @param turnaround all of it
/// @param read spent by the worker on reading frames
record Phases(double turnaround, double read, double compute, double encode) {

  static final Phases NONE = new Phases(0, 0, 0, 0);

  /// A further block of the same step is done.
  ///
  /// @param sinceNanos between the beginning of the step and now; what a worker tells of itself is
  ///   believed up to that
  Phases with(WorkerFrame.BlockTimes times, long sinceNanos) {
    return new Phases(
        sinceNanos,
        Math.min(sinceNanos, read + times.decodeNanos()),
        Math.min(sinceNanos, compute + times.computeNanos()),
        Math.min(sinceNanos, encode + times.encodeNanos()));
  }

  Phases plus(Phases other) {
    return new Phases(
        turnaround + other.turnaround,
        read + other.read,
        compute + other.compute,
        encode + other.encode);
  }

  Phases mean(long steps) {
    return new Phases(turnaround / steps, read / steps, compute / steps, encode / steps);
  }

  /// What is none of the others: frames are on their way to the worker or from it. Which of both
  /// could only be told by clocks that agree. Threads that read and write may run beside computing,
  /// so that the phases can be more than the whole.
  double send() {
    return Math.max(0, turnaround - read - compute - encode);
  }
}
