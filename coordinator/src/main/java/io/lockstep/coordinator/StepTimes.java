package io.lockstep.coordinator;

import io.lockstep.wire.WorkerFrame;
import java.util.concurrent.atomic.LongAdder;

/// Where the time of steps goes, summed over all steps so far, in nanoseconds of thread time.
public final class StepTimes {

  private final LongAdder steps = new LongAdder();
  private final LongAdder add = new LongAdder();
  private final LongAdder optimizer = new LongAdder();
  private final LongAdder broadcast = new LongAdder();
  private final LongAdder compute = new LongAdder();
  private final LongAdder workerEncode = new LongAdder();
  private final LongAdder workerWait = new LongAdder();

  /// A reading.
  ///
  /// @param steps completed
  /// @param addNanos adding blocks, on the coordinator
  /// @param optimizerNanos making new versions, on the coordinator
  /// @param broadcastNanos handing chunks to the streams, on the coordinator
  /// @param computeNanos forward and backward, summed over workers
  /// @param encodeNanos handing chunks to the stream, summed over workers
  /// @param waitNanos waiting for a version, summed over workers
  public record Reading(
      long steps,
      long addNanos,
      long optimizerNanos,
      long broadcastNanos,
      long computeNanos,
      long encodeNanos,
      long waitNanos) {}

  void step() {
    steps.increment();
  }

  void add(long nanos) {
    add.add(nanos);
  }

  void optimizer(long nanos) {
    optimizer.add(nanos);
  }

  void broadcast(long nanos) {
    broadcast.add(nanos);
  }

  void worker(WorkerFrame.BlockTimes times) {
    compute.add(times.computeNanos());
    workerEncode.add(times.encodeNanos());
    workerWait.add(times.waitNanos());
  }

  public Reading read() {
    return new Reading(
        steps.sum(),
        add.sum(),
        optimizer.sum(),
        broadcast.sum(),
        compute.sum(),
        workerEncode.sum(),
        workerWait.sum());
  }
}
