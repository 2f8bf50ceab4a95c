package io.lockstep.coordinator;

import io.lockstep.plan.WorkCost;
import io.lockstep.plan.WorkerId;
import io.lockstep.wire.WorkerFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What computing costs each worker, from times that workers tell with each block: a few seconds at
/// a time. Any thread.
///
/// Of the last two windows the cheaper one is told. A machine that is busy with something else for
/// a moment looks slower than it is, and none ever looks faster: who is slow stays so, and gives
/// its shards away a window later.
final class WorkCosts {

  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// The sum of a block is written by the worker, and read and added here: that is taken to cost so
  /// many times what writing costs.
  private static final int TIMES_WRITTEN = 2;

  private static final class Window {
    private long beginNanos;
    private long computeNanos;
    private long encodeNanos;
    private long shards;
    private long blocks;

    /// Of the window before this one; empty while there is none that counts.
    private Optional<WorkCost> before = Optional.empty();

    /// In its first seconds a process compiles, and is given a version.
    private boolean first = true;

    Window(long nowNanos) {
      beginNanos = nowNanos;
    }

    /// The next one begins.
    ///
    /// @return what is known at the end of this one
    private Optional<WorkCost> end(long nowNanos) {
      Optional<WorkCost> ended = first ? Optional.empty() : Optional.of(cost());
      Optional<WorkCost> known = before.flatMap(earlier -> ended.map(earlier::cheaper));
      before = ended;
      beginNanos = nowNanos;
      computeNanos = 0;
      encodeNanos = 0;
      shards = 0;
      blocks = 0;
      first = false;
      return known;
    }

    private WorkCost cost() {
      return new WorkCost(
          Math.max(1.0, (double) computeNanos / shards),
          (double) TIMES_WRITTEN * encodeNanos / blocks);
    }
  }

  private final Map<WorkerId, Window> windows = new HashMap<>();
  private final Map<WorkerId, WorkCost> news = new HashMap<>();

  /// A worker has said that a block is done.
  ///
  /// @param shards in it, at least 1
  synchronized void blockDone(
      WorkerId worker, int shards, WorkerFrame.BlockTimes times, long nowNanos) {
    Window window = windows.computeIfAbsent(worker, _ -> new Window(nowNanos));
    window.computeNanos += times.computeNanos();
    window.encodeNanos += times.encodeNanos();
    window.shards += shards;
    window.blocks++;
    if (nowNanos - window.beginNanos >= WINDOW_NANOS) {
      window.end(nowNanos).ifPresent(cost -> news.put(worker, cost));
    }
  }

  /// What is known since the last call; empty when that is nothing.
  synchronized Optional<Map<WorkerId, WorkCost>> news() {
    if (news.isEmpty()) {
      return Optional.empty();
    }
    Map<WorkerId, WorkCost> told = Map.copyOf(news);
    news.clear();
    return Optional.of(told);
  }

  synchronized void forget(WorkerId worker) {
    windows.remove(worker);
    news.remove(worker);
  }
}
