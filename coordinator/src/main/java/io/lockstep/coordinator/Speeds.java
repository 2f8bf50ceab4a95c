package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many examples a second each worker computes: over the last few seconds, whoever's block was
/// counted in the end. Any thread.
final class Speeds {

  /// What is told is of the window at hand and of the one before it.
  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanoClock;
  private final Map<WorkerId, Window> windows = new ConcurrentHashMap<>();

  private static final class Window {
    private long beginNanos;
    private long examples;
    private long nanosBefore;
    private long examplesBefore;

    Window(long nowNanos) {
      beginNanos = nowNanos;
    }

    synchronized void add(int count, long nowNanos) {
      turn(nowNanos);
      examples += count;
    }

    synchronized double perSecond(long nowNanos) {
      turn(nowNanos);
      double seconds = (nowNanos - beginNanos + nanosBefore) / 1e9;
      return seconds <= 0 ? 0 : (examples + examplesBefore) / seconds;
    }

    private void turn(long nowNanos) {
      long lasted = nowNanos - beginNanos;
      if (lasted >= WINDOW_NANOS) {
        nanosBefore = lasted;
        examplesBefore = examples;
        examples = 0;
        beginNanos = nowNanos;
      }
    }
  }

  Speeds(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// A worker has said that a block of so many examples is done.
  void blockDone(WorkerId worker, int examples) {
    long now = nanoClock.getAsLong();
    windows.computeIfAbsent(worker, _ -> new Window(now)).add(examples, now);
  }

  /// 0 for a worker that has computed nothing lately.
  double perSecond(WorkerId worker) {
    Window window = windows.get(worker);
    return window == null ? 0 : window.perSecond(nanoClock.getAsLong());
  }

  void forget(WorkerId worker) {
    windows.remove(worker);
  }
}
