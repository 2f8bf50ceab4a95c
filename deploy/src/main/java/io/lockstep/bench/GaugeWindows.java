package io.lockstep.bench;

import io.lockstep.shard.BatchPlan;
import io.lockstep.training.ProgressGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Windows of a run that other threads drive, by looking at its gauge. Every window begins and ends
/// where a step is seen to end.
///
/// @param batches of the run: what its steps hold
/// @param stillRunning throws when the run has ended
record GaugeWindows(
    Stopwatch stopwatch, ProgressGauge gauge, BatchPlan batches, Runnable stillRunning) {

  private static final long STEP_SECONDS_MAX = 120;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LOOK_SELDOM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final double NANOS = 1e9;

  /// A step that was seen to end.
  private record Mark(long step, long nanos) {}

  /// Seconds from the given moment to the end of the first step.
  double firstStep(long begunNanos) {
    return (nextStep(0).nanos() - begunNanos) / NANOS;
  }

  void warm() {
    after(stopwatch.warmSeconds(), nextStep(gauge.step()));
  }

  Timing time() {
    List<Stretch> seen = new ArrayList<>();
    Stretch fastest = null;
    Mark mark = nextStep(gauge.step());
    for (int window = 0; window < stopwatch.windows(); window++) {
      Mark begin = mark;
      while ((mark.nanos() - begin.nanos()) / NANOS < stopwatch.windowSeconds()) {
        Mark from = mark;
        mark = after(stopwatch.stretchSeconds(), from);
        Stretch newest = between(from, mark);
        fastest = fastest == null ? newest : fastest.orFaster(newest);
      }
      seen.add(between(begin, mark));
    }
    return new Timing(seen, fastest);
  }

  private Stretch between(Mark begin, Mark end) {
    return Stretch.ofNanos(
        end.step() - begin.step(),
        ExampleCount.between(batches, begin.step(), end.step()),
        end.nanos() - begin.nanos());
  }

  /// The first step that ends so many seconds after `begin` or later. Looks seldom until shortly
  /// before: each look takes a core away from the run.
  private Mark after(double seconds, Mark begin) {
    long close = begin.nanos() + (long) (seconds * NANOS) - CLOSE_NANOS;
    for (long left = close - System.nanoTime(); left > 0; left = close - System.nanoTime()) {
      stillRunning.run();
      LockSupport.parkNanos(Math.min(left, LOOK_SELDOM_NANOS));
    }
    Mark mark = begin;
    do {
      mark = nextStep(mark.step());
    } while ((mark.nanos() - begin.nanos()) / NANOS < seconds);
    return mark;
  }

  private Mark nextStep(long after) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS_MAX);
    while (true) {
      long step = gauge.step();
      long now = System.nanoTime();
      if (step > after) {
        return new Mark(step, now);
      }
      stillRunning.run();
      if (now - deadline > 0) {
        throw new IllegalStateException(
            "step %d has not ended within %d s".formatted(after + 1, STEP_SECONDS_MAX));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
