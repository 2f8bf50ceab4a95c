package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WorkerFrame;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Where the time of steps goes, summed over all steps so far: wall clock in nanoseconds. Threads
/// of the coordinator that work beside one another count each for itself.
public final class StepTimes {

  private final LongAdder steps = new LongAdder();
  private final LongAdder examples = new LongAdder();
  private final LongAdder offer = new LongAdder();
  private final LongAdder making = new LongAdder();
  private final LongAdder handOn = new LongAdder();
  private final LongAdder books = new LongAdder();
  private final LongAdder compute = new LongAdder();
  private final LongAdder workerEncode = new LongAdder();
  private final LongAdder workerDecode = new LongAdder();
  private final LongAdder workerIdle = new LongAdder();
  private final LongAdder wait = new LongAdder();
  private final Map<WorkerId, Arrival> arrivals = new ConcurrentHashMap<>();
  private final AtomicReference<Asked> asked = new AtomicReference<>();

  /// A reading: of whole steps, when it is taken as a step is closed.
  ///
  /// @param steps closed so far
  /// @param examples in them
  /// @param nanos when it was taken
  /// @param addNanos adding blocks, without what follows a complete sum
  /// @param optimizerNanos making new versions
  /// @param booksNanos closing steps: ledger, metrics, checkpoints
  /// @param computeNanos blocks on their workers without sending, summed over workers
  /// @param encodeNanos writing frames on workers, summed over workers
  /// @param decodeNanos reading frames on workers, summed over workers
  /// @param idleNanos without a block, summed over workers
  /// @param waitNanos between the last word of a worker about a step and the last of all, summed
  ///   over workers
  /// @param traffic of the coordinator's ends of all streams
  public record Reading(
      long steps,
      long examples,
      long nanos,
      long addNanos,
      long optimizerNanos,
      long booksNanos,
      long computeNanos,
      long encodeNanos,
      long decodeNanos,
      long idleNanos,
      long waitNanos,
      Traffic traffic) {}

  private record Asked(Supplier<Traffic> traffic, CompletableFuture<Reading> answer) {}

  /// When a worker last said that a block is done.
  private static final class Arrival {
    private volatile long step;
    private volatile long nanos;
  }

  /// All that an arriving chunk sets in motion: [#made] is within.
  void offered(long nanos) {
    offer.add(nanos);
  }

  /// Versions that came of a chunk: [#handedOn] is within.
  void made(long nanos) {
    making.add(nanos);
  }

  /// A complete slice was given to the streams while its last chunk was being added. What that cost
  /// is in the traffic.
  void handedOn(long nanos) {
    handOn.add(nanos);
  }

  void blockDone(WorkerId worker, long step, WorkerFrame.BlockTimes times, long nowNanos) {
    compute.add(times.computeNanos());
    workerEncode.add(times.encodeNanos());
    workerDecode.add(times.decodeNanos());
    workerIdle.add(times.idleNanos());
    Arrival arrival = arrivals.computeIfAbsent(worker, _ -> new Arrival());
    arrival.nanos = nowNanos;
    arrival.step = step;
  }

  /// A worker is gone: nothing is kept of it but the sums.
  void forget(WorkerId worker) {
    arrivals.remove(worker);
  }

  /// A step is closed.
  ///
  /// @param stepExamples how many examples were in it
  /// @param completeNanos when everything of it had arrived
  /// @param closedNanos when its books were closed
  void step(long step, int stepExamples, long completeNanos, long closedNanos) {
    steps.increment();
    examples.add(stepExamples);
    books.add(closedNanos - completeNanos);
    for (Arrival arrival : arrivals.values()) {
      if (arrival.step == step) {
        wait.add(Math.max(0, completeNanos - arrival.nanos));
      }
    }
    Asked waiting = asked.getAndSet(null);
    if (waiting != null) {
      waiting.answer().complete(read(closedNanos, waiting.traffic().get()));
    }
  }

  /// A reading at the moment when the next step is closed: sums of whole steps. A new question
  /// takes the place of one that is not answered yet.
  CompletableFuture<Reading> atNextStep(Supplier<Traffic> traffic) {
    CompletableFuture<Reading> answer = new CompletableFuture<>();
    asked.set(new Asked(traffic, answer));
    return answer;
  }

  /// A reading at once, which may be in the middle of a step.
  Reading now(Traffic traffic) {
    return read(System.nanoTime(), traffic);
  }

  private Reading read(long nanos, Traffic traffic) {
    return new Reading(
        steps.sum(),
        examples.sum(),
        nanos,
        offer.sum() - making.sum(),
        making.sum() - handOn.sum(),
        books.sum(),
        compute.sum(),
        workerEncode.sum(),
        workerDecode.sum(),
        workerIdle.sum(),
        wait.sum(),
        traffic);
  }
}
