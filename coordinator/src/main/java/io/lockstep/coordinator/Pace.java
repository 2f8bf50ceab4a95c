package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.wire.WorkerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Names the worker that the others wait for, or that computes less than they do since it is
/// slower, and the phase in which it loses its time, from times that are measured anyway: a minute
/// at a time. Any thread.
final class Pace {

  static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// A run that crawls is told so sooner.
  static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// So long a process compiles itself, and is no measure of what its machine can do.
  static final long WARM_UP_NANOS = WorkCosts.WINDOW_NANOS;

  private static final int BEGINNINGS = 64;

  /// What is known of the streams of workers.
  interface Streams {

    /// Carried so far, both ways.
    long bytes(WorkerId worker);

    /// Where a worker computes; empty when nobody knows.
    String host(WorkerId worker);
  }

  /// What one worker has taken since the last report.
  private static final class Taken {
    private final long warmNanos;
    private long step;
    private Phases inStep = Phases.NONE;
    private long steps;
    private Phases sum = Phases.NONE;
    private long shards;
    private long warmShards;
    private long warmNanosComputed;
    private long bytesBefore;

    /// Its first step is not like the others: it is given a version, and compiles.
    private boolean fresh = true;

    Taken(long nowNanos) {
      warmNanos = nowNanos + WARM_UP_NANOS;
    }

    /// The words about a step may be several: the last one ends it.
    private void close() {
      if (step > 0 && !fresh) {
        steps++;
        sum = sum.plus(inStep);
      }
      fresh = fresh && step == 0;
      step = 0;
      inStep = Phases.NONE;
    }

    private void blockDone(int count, long computeNanos, long nowNanos) {
      shards += fresh ? 0 : count;
      if (nowNanos >= warmNanos) {
        warmShards += count;
        warmNanosComputed += computeNanos;
      }
    }

    private void begin(long bytes) {
      bytesBefore = bytes;
      steps = 0;
      sum = Phases.NONE;
      shards = 0;
      warmShards = 0;
      warmNanosComputed = 0;
    }
  }

  private final SlowWords words;
  private final long[] begun = new long[BEGINNINGS];
  private final long[] beginNanos = new long[BEGINNINGS];
  private final Map<WorkerId, Taken> workers = new HashMap<>();
  private long sinceNanos;
  private long reportNanos;

  /// @param factor a worker that takes so many times as long as the others is named
  /// @param shards of a full batch
  Pace(double factor, int shards, long nowNanos) {
    this.words = new SlowWords(factor, shards);
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
  ///
  /// @param shards in it
  synchronized void blockDone(
      WorkerId worker, long step, int shards, WorkerFrame.BlockTimes times, long nowNanos) {
    int at = (int) (step % BEGINNINGS);
    if (begun[at] != step) {
      return;
    }
    Taken taken = workers.computeIfAbsent(worker, _ -> new Taken(nowNanos));
    if (taken.step != step) {
      taken.close();
      taken.step = step;
    }
    taken.inStep = taken.inStep.with(times, nowNanos - beginNanos[at]);
    taken.blockDone(shards, Math.min(times.computeNanos(), nowNanos - beginNanos[at]), nowNanos);
  }

  synchronized void forget(WorkerId worker) {
    workers.remove(worker);
  }

  /// What is to be said now: nothing most of the time.
  ///
  /// @param late who does not come to a word any more, since others are quicker
  synchronized List<String> report(Set<WorkerId> late, Streams streams, long nowNanos) {
    if (nowNanos < reportNanos) {
      return List.of();
    }
    Map<WorkerId, SlowWords.Mean> means = means(streams, (nowNanos - sinceNanos) / 1e9);
    sinceNanos = nowNanos;
    reportNanos = nowNanos + MINUTE_NANOS;
    List<String> lines = new ArrayList<>(words.lines(means));
    Set<WorkerId> silent = new HashSet<>(late);
    silent.removeAll(means.keySet());
    silent.stream()
        .sorted()
        .forEach(worker -> lines.add(SlowWords.late(worker, streams.host(worker))));
    return lines;
  }

  private Map<WorkerId, SlowWords.Mean> means(Streams streams, double seconds) {
    Map<WorkerId, SlowWords.Mean> means = new TreeMap<>();
    workers.forEach((worker, taken) -> {
      taken.close();
      long now = streams.bytes(worker);
      if (taken.steps > 0) {
        means.put(
            worker,
            new SlowWords.Mean(
                streams.host(worker),
                taken.sum.mean(taken.steps),
                (now - taken.bytesBefore) / seconds,
                (double) taken.shards / taken.steps,
                taken.warmShards == 0 ? 0 : (double) taken.warmNanosComputed / taken.warmShards));
      }
      taken.begin(now);
    });
    return means;
  }
}
