package io.lockstep.worker;

import io.lockstep.lane.LaneTeam;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Computes blocks and measures with a team of lanes. Its one thread is lane 0.
public final class LaneRunner implements BlockRunner, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);
  private static final long CLOSE_MILLIS_MAX = 10_000;

  private final LaneTeam team;
  private final Consumer<Throwable> broken;
  private final long closeMillisMax;
  private final AtomicReference<Work> next = new AtomicReference<>();
  private final Thread thread;
  private final LongAdder blocks = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();
  private volatile boolean closed;

  /// @param broken told when a lane fails; nothing is computed after that
  public LaneRunner(LaneTeam team, Consumer<Throwable> broken) {
    this(team, broken, CLOSE_MILLIS_MAX);
  }

  /// @param closeMillisMax how long [#close] waits for the block at hand
  LaneRunner(LaneTeam team, Consumer<Throwable> broken, long closeMillisMax) {
    this.team = team;
    this.broken = broken;
    this.closeMillisMax = closeMillisMax;
    this.thread = Thread.ofPlatform().name("lane-0").daemon().start(this::loop);
  }

  @Override
  public void begin(Work work) {
    next.set(work);
    LockSupport.unpark(thread);
  }

  private void loop() {
    try {
      while (!closed) {
        switch (next.getAndSet(null)) {
          case null -> LockSupport.park(this);
          case Job job -> run(job);
          case Measure measure -> run(measure);
        }
      }
    } catch (RuntimeException | Error e) {
      broken.accept(e);
    }
  }

  private void run(Job job) {
    long begin = System.nanoTime();
    team.compute(job.step(), job.block(), job.parameters().take(), job.sums());
    long nanos = System.nanoTime() - begin;
    blocks.increment();
    busyNanos.add(nanos);
    job.done().computed(team.lossSum(), team.correctCount(), nanos);
  }

  private void run(Measure measure) {
    long begin = System.nanoTime();
    team.measure(
        measure.measurement(),
        measure.firstBlock(),
        measure.endBlock(),
        measure.parameters().take(),
        measure.tallies());
    busyNanos.add(System.nanoTime() - begin);
    measure.done().run();
  }

  /// How many blocks of steps were computed so far. Any thread.
  long blocks() {
    return blocks.sum();
  }

  /// How long lanes have computed and measured so far, sending included: wall clock. Any thread.
  long busyNanos() {
    return busyNanos.sum();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(closeMillisMax);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      // It is lane 0 still, and a second one must not join the others. They all are daemons.
      LOG.warn("lanes are still computing; they end with the process");
      return;
    }
    team.close();
  }
}
