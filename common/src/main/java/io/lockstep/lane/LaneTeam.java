package io.lockstep.lane;

import io.lockstep.measure.Tally;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/// The lanes of a process. They compute a block together: each takes some of its rows forward and
/// backward, and then sums its part of the gradient over the rows of all. So nothing is added up
/// between lanes, and a lane has its part of the gradient in the caches of its core when it hands
/// that out. One thread at a time drives the team and is its lane 0.
public final class LaneTeam implements AutoCloseable {

  private static final long CLOSE_MILLIS_MAX = TimeUnit.SECONDS.toMillis(10);

  private final Lane[] lanes;
  private final Thread[] threads;
  private final LaneBarrier barrier;
  private final BatchPlan batches;
  private final Units units;
  private final Delivery delivery;
  private final int gradientLength;
  private final int chunk;
  private final GradientBuffers buffers;

  /// By chunk: its floats that are not yet final.
  private final AtomicIntegerArray floatsLeft;

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile boolean closed;
  private volatile Throwable fault;

  /// Work that lanes share out among themselves.
  @FunctionalInterface
  public interface Part {

    /// Called once on each lane, at the same time.
    void take();
  }

  private enum State {
    IDLE,
    /// A job is under way: only its driver may enter the barrier.
    BUSY,
    /// Somebody asked for the end while a job was under way: its driver dismisses the lanes.
    CLOSING,
    CLOSED
  }

  // The job at hand: written by lane 0 before the barrier that starts it.
  long step;
  int firstShard;
  int shardCount;
  float[] parameters;
  private Sums sums;
  private GradientBuffer buffer;
  private Evaluation evaluation;
  private Part part;

  /// @param laneCount compute threads, the caller's among them; at least 1
  /// @param chunk floats of a chunk
  /// @throws io.lockstep.failure.LockstepException with USAGE when the rows of a layer do not fit
  ///   one array
  public LaneTeam(LaneTask task, int laneCount, int chunk, Delivery delivery) {
    this.batches = task.batches();
    this.delivery = delivery;
    this.chunk = chunk;
    this.gradientLength = task.network().layout().length();
    this.buffers = new GradientBuffers(gradientLength, chunk, task.gradientBuffers());
    this.floatsLeft = new AtomicIntegerArray(Math.ceilDiv(gradientLength, chunk));
    this.barrier = new LaneBarrier(laneCount);
    this.units = new Units(task, laneCount);
    this.lanes = new Lane[laneCount];
    this.threads = new Thread[laneCount - 1];
    for (int index = 0; index < laneCount; index++) {
      lanes[index] = new Lane(this, task, units, delivery, index);
    }
    for (int index = 1; index < laneCount; index++) {
      Lane lane = lanes[index];
      threads[index - 1] =
          Thread.ofPlatform().name("lane-" + index).daemon().start(() -> serve(lane));
    }
  }

  /// Computes one block with all lanes and hands out its chunks. Returns when every chunk has been
  /// handed out, or none when the loss is not finite under [Delivery#GATHERED].
  ///
  /// @param sums takes the chunks, on the threads of the lanes
  public void compute(long ofStep, Block block, float[] withParameters, Sums sums) {
    GradientBuffer taken = buffers.take();
    try {
      begin();
      this.step = ofStep;
      this.firstShard = block.firstShard();
      this.shardCount = block.endShard(batches.shardsIn(ofStep)) - firstShard;
      this.parameters = withParameters;
      this.sums = sums;
      this.evaluation = null;
      this.buffer = taken;
      prepare();
      run();
    } finally {
      taken.letGo();
    }
  }

  private void prepare() {
    units.reserve(shardCount);
    for (Lane lane : lanes) {
      lane.compute.prepare();
    }
    for (int at = 0; at < floatsLeft.length(); at++) {
      floatsLeft.setPlain(at, chunkEnd(at) - at * chunk);
    }
  }

  /// Measures a whole set of examples with all lanes.
  public Tally measure(Measurement measurement, float[] withParameters) {
    int blocks = measurement.plan().blocks();
    Tally[] tallies = new Tally[blocks];
    measure(measurement, 0, blocks, withParameters, (block, tally) -> tallies[block] = tally);
    return Tally.of(measurement.aim(), Arrays.asList(tallies));
  }

  /// Measures blocks `[firstBlock, endBlock)` of a set with all lanes.
  public void measure(
      Measurement measurement,
      int firstBlock,
      int endBlock,
      float[] withParameters,
      Measurement.Tallies tallies) {
    Evaluation next = new Evaluation(measurement, firstBlock, endBlock, tallies);
    begin();
    this.parameters = withParameters;
    this.evaluation = next;
    run();
    this.evaluation = null;
  }

  /// Lets every lane take its part of something. Returns when all have.
  public void share(Part work) {
    begin();
    this.part = work;
    try {
      run();
    } finally {
      this.part = null;
    }
  }

  private void begin() {
    if (!state.compareAndSet(State.IDLE, State.BUSY)) {
      throw new IllegalStateException("the lanes are " + state.get() + ", not idle");
    }
  }

  private void run() {
    if (lanes.length > 1) {
      barrier.await(0);
    }
    work(lanes[0]);
    if (!state.compareAndSet(State.BUSY, State.IDLE)) {
      dismiss();
    }
    Throwable seen = fault;
    if (seen != null) {
      fault = null;
      throw new IllegalStateException("a lane failed at step " + step + ": " + seen, seen);
    }
  }

  /// Lets the other lanes end: they wait at the barrier for the next job.
  private void dismiss() {
    closed = true;
    state.set(State.CLOSED);
    if (lanes.length > 1) {
      barrier.await(0);
    }
  }

  private void serve(Lane lane) {
    while (true) {
      barrier.await(lane.index);
      if (closed) {
        return;
      }
      work(lane);
    }
  }

  private void work(Lane lane) {
    try {
      if (part != null) {
        part.take();
      } else if (evaluation != null) {
        evaluation.take(lane.compute, parameters);
      } else {
        lane.computeBlock();
      }
    } catch (Lane.Abandoned e) {
      // The fault is another lane's, and is told by that.
    } catch (Throwable e) {
      fault = e;
    }
    lane.skipMeetings();
    awaitAll(lane);
  }

  void awaitAll(Lane lane) {
    if (lanes.length > 1) {
      barrier.await(lane.index);
    }
  }

  int laneCount() {
    return lanes.length;
  }

  boolean hasFailed() {
    return fault != null;
  }

  /// Where the gradient of the block at hand goes.
  float[] gradient() {
    return buffer.gradient;
  }

  /// Hands out the chunks of which nothing is missing any more.
  void isFinal(Lane lane, int from, int end) {
    if (delivery == Delivery.GATHERED && !lane.compute.isFinite()) {
      return;
    }
    for (int at = (end - 1) / chunk; at >= from / chunk; at--) {
      int part = Math.min(end, chunkEnd(at)) - Math.max(from, at * chunk);
      if (floatsLeft.addAndGet(at, -part) == 0) {
        sums.sum(at, buffer.lend(at));
      }
    }
  }

  private int chunkEnd(int at) {
    return (int) Math.min((at + 1L) * chunk, gradientLength);
  }

  /// Loss in nats summed over the examples of the block just computed.
  public double lossSum() {
    return lanes[0].compute.lossSum();
  }

  /// Right answers among the examples of the block just computed.
  public long correctCount() {
    long count = 0;
    for (Lane lane : lanes) {
      count += lane.compute.correctCount();
    }
    return count;
  }

  /// Ends the other lanes, after the job at hand if there is one, and waits for them, ten seconds
  /// at most. Any thread, any number of times; a team that is closed takes no job.
  @Override
  public void close() {
    State before = state.getAndUpdate(now -> now == State.CLOSED ? now : State.CLOSING);
    if (before == State.IDLE) {
      dismiss();
    }
    for (Thread thread : threads) {
      try {
        thread.join(CLOSE_MILLIS_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
