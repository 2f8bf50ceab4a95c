package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// When each worker was last heard of, and how much has come that counts. Any thread.
final class Arrivals {

  private final LongAdder counted = new LongAdder();
  private final Map<WorkerId, AtomicLong> heard = new ConcurrentHashMap<>();

  /// Something has come from this worker, whatever it is.
  void heard(WorkerId worker, long nowNanos) {
    heard.computeIfAbsent(worker, _ -> new AtomicLong()).setRelease(nowNanos);
  }

  /// Something has come that brings the step on.
  void counted() {
    counted.increment();
  }

  void forget(WorkerId worker) {
    heard.remove(worker);
  }

  long count() {
    return counted.sum();
  }

  OptionalLong heardNanos(WorkerId worker) {
    AtomicLong last = heard.get(worker);
    return last == null ? OptionalLong.empty() : OptionalLong.of(last.getAcquire());
  }
}
