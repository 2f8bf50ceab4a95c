package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/// Names the worker that the others wait for, and says whether it computes slowly or its link is
/// slow, from times that are measured anyway: a minute at a time. Any thread.
final class Pace {

  static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// A run that crawls is told so sooner.
  static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// Less than this on the way is no matter, and may be a thread that waits for its turn.
  private static final long WAY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int BEGINNINGS = 64;
  private static final double MILLIS = 1e6;

  /// What one worker has taken since the last report.
  private static final class Taken {
    private long step;
    private long turnaroundNanos;
    private long computeNanos;
    private long steps;
    private long turnaroundSum;
    private long computeSum;
    private long bytesBefore;

    /// Its first step is not like the others: it is given a version, and compiles.
    private boolean fresh = true;

    /// The words about a step may be several: the last one ends it.
    private void close() {
      if (step > 0 && !fresh) {
        steps++;
        turnaroundSum += turnaroundNanos;
        computeSum += Math.min(computeNanos, turnaroundNanos);
      }
      fresh = fresh && step == 0;
      step = 0;
      computeNanos = 0;
    }
  }

  /// Means over the steps of a report.
  private record Mean(double turnaround, double compute, double bytesPerSecond) {
    double way() {
      return turnaround - compute;
    }
  }

  private final double factor;
  private final long[] begun = new long[BEGINNINGS];
  private final long[] beginNanos = new long[BEGINNINGS];
  private final Map<WorkerId, Taken> workers = new HashMap<>();
  private long sinceNanos;
  private long reportNanos;

  /// @param factor a worker that takes so many times as long as the others is named
  Pace(double factor, long nowNanos) {
    this.factor = factor;
    this.sinceNanos = nowNanos;
    this.reportNanos = nowNanos + FIRST_NANOS;
  }

  /// The version that begins this step has left.
  synchronized void begun(long step, long nowNanos) {
    int at = (int) (step % BEGINNINGS);
    begun[at] = step;
    beginNanos[at] = nowNanos;
  }

  /// A worker has said that a block is done.
  synchronized void blockDone(WorkerId worker, long step, long computeNanos, long nowNanos) {
    int at = (int) (step % BEGINNINGS);
    if (begun[at] != step) {
      return;
    }
    Taken taken = workers.computeIfAbsent(worker, _ -> new Taken());
    if (taken.step != step) {
      taken.close();
      taken.step = step;
    }
    taken.computeNanos += computeNanos;
    taken.turnaroundNanos = nowNanos - beginNanos[at];
  }

  synchronized void forget(WorkerId worker) {
    workers.remove(worker);
  }

  /// What is to be said now: nothing most of the time.
  ///
  /// @param late who does not come to a word any more, since others are quicker
  /// @param bytes carried so far by the stream of a worker, both ways
  synchronized List<String> report(
      Set<WorkerId> late, ToLongFunction<WorkerId> bytes, long nowNanos) {
    if (nowNanos < reportNanos) {
      return List.of();
    }
    Map<WorkerId, Mean> means = means(bytes, (nowNanos - sinceNanos) / 1e9);
    sinceNanos = nowNanos;
    reportNanos = nowNanos + MINUTE_NANOS;
    List<String> lines = new ArrayList<>();
    means.forEach((worker, mean) -> {
      String line = line(worker, mean, others(means, worker));
      if (!line.isEmpty()) {
        lines.add(line);
      }
    });
    Set<WorkerId> silent = new HashSet<>(late);
    silent.removeAll(means.keySet());
    silent.stream()
        .sorted()
        .forEach(worker ->
            lines.add(
                "worker %s is late in every step: others compute its part".formatted(worker)));
    return lines;
  }

  private Map<WorkerId, Mean> means(ToLongFunction<WorkerId> bytes, double seconds) {
    Map<WorkerId, Mean> means = new TreeMap<>();
    workers.forEach((worker, taken) -> {
      taken.close();
      long now = bytes.applyAsLong(worker);
      if (taken.steps > 0) {
        means.put(
            worker,
            new Mean(
                (double) taken.turnaroundSum / taken.steps,
                (double) taken.computeSum / taken.steps,
                (now - taken.bytesBefore) / seconds));
      }
      taken.bytesBefore = now;
      taken.steps = 0;
      taken.turnaroundSum = 0;
      taken.computeSum = 0;
    });
    return means;
  }

  /// What the others take, ascending.
  private static List<Double> others(Map<WorkerId, Mean> means, WorkerId but) {
    return means.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(but))
        .map(entry -> entry.getValue().turnaround())
        .sorted()
        .toList();
  }

  private String line(WorkerId worker, Mean mean, List<Double> others) {
    String way =
        "%.0f ms of them (%.0f %%) on the way, at %,.0f KiB/s"
            .formatted(
                mean.way() / MILLIS,
                100 * mean.way() / mean.turnaround(),
                mean.bytesPerSecond() / 1024);
    if (!others.isEmpty()) {
      double median = others.get(others.size() / 2);
      double lead = mean.turnaround() - others.getLast();
      if (mean.turnaround() >= factor * median && mean.turnaround() - median >= WAY_NANOS_MIN) {
        return "worker %s is %.1fx slower than the median: a step takes it %.0f ms, %s; the others wait %.0f ms"
            .formatted(
                worker,
                mean.turnaround() / median,
                mean.turnaround() / MILLIS,
                way,
                Math.max(0, lead) / MILLIS);
      }
    }
    return mean.way() >= WAY_NANOS_MIN && 2 * mean.way() >= mean.turnaround()
        ? "the link of worker %s is slow: a step takes it %.0f ms, %s"
            .formatted(worker, mean.turnaround() / MILLIS, way)
        : "";
  }
}
