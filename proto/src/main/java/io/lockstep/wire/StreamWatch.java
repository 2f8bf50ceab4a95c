package io.lockstep.wire;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the open streams of one server or client from time to time, on one thread of its own,
/// so that a receiver that has fallen silent is noticed even when nobody sends.
final class StreamWatch implements AutoCloseable {

  /// What else there is to check about a stream.
  @FunctionalInterface
  interface Check {
    void at(long nowNanos, long handshakeDeadlineNanos);
  }

  private static final Logger LOG = LoggerFactory.getLogger(StreamWatch.class);

  private static final long PERIOD_NANOS_MAX = Duration.ofSeconds(1).toNanos();

  private final Map<Outbox<?>, Check> streams = new ConcurrentHashMap<>();
  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock;
  private final long handshakeDeadlineNanos;

  StreamWatch(WireLimits limits) {
    handshakeDeadlineNanos = limits.handshakeDeadline().toNanos();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("wire-watch").factory());
    long shorter = Math.min(limits.stallDeadline().toNanos(), handshakeDeadlineNanos);
    long period = Math.clamp(shorter / 4, 1, PERIOD_NANOS_MAX);
    clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  void add(Outbox<?> outbox, Check check) {
    streams.put(outbox, check);
  }

  /// Does something at every look.
  void repeat(Runnable task) {
    tasks.add(task);
  }

  /// Bytes handed to gRPC on all streams that are open now.
  long bytesSent() {
    return streams.keySet().stream().mapToLong(outbox -> outbox.traffic().bytesSent()).sum();
  }

  int streams() {
    return streams.size();
  }

  void remove(Outbox<?> outbox) {
    streams.remove(outbox);
  }

  /// Runs a task on the watching thread, unless that has ended.
  void execute(Runnable task) {
    try {
      clock.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("a stream ended after its server", closed);
    }
  }

  private void look() {
    long now = System.nanoTime();
    streams.forEach((outbox, check) -> look(outbox, check, now));
    tasks.forEach(Runnable::run);
  }

  private void look(Outbox<?> outbox, Check check, long now) {
    try {
      outbox.check(now);
      check.at(now, handshakeDeadlineNanos);
    } catch (RuntimeException e) {
      // One broken stream must not end the watch over the others.
      LOG.error("a stream could not be checked", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
