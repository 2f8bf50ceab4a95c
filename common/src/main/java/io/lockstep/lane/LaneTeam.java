package io.lockstep.lane;

import io.lockstep.data.Examples;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/// The lanes of a process. They share the shards of a block, add up their parts in the order of the
/// tree and hand out the block's chunks. One thread at a time drives the team and is its lane 0.
///
/// With one lane there is no other thread and no reduction: the gradient goes out as it is
/// computed.
public final class LaneTeam implements AutoCloseable {

  private static final long CLOSE_MILLIS_MAX = TimeUnit.SECONDS.toMillis(10);

  private final Lane[] lanes;
  private final Thread[] threads;
  private final LaneBarrier barrier;
  private final BatchPlan batches;
  private final int chunkCount;
  private final Delivery delivery;
  private final StepReduction reduction;

  /// By lane: the next chunk of its range that nobody has claimed.
  private final AtomicIntegerArray claims;

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile boolean closed;
  private volatile Throwable fault;

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
  private Evaluation evaluation;

  /// @param laneCount compute threads, the caller's among them; at least 1
  /// @param chunk floats of a chunk
  public LaneTeam(LaneTask task, int laneCount, int chunk, Delivery delivery) {
    this.batches = task.batches();
    this.delivery = delivery;
    this.chunkCount = Math.ceilDiv(task.network().layout().length(), chunk);
    this.barrier = new LaneBarrier(laneCount);
    this.claims = new AtomicIntegerArray(laneCount);
    int shardsMax = Math.ceilDiv(Math.min(batches.batch(), batches.examples()), batches.shard());
    this.reduction =
        new StepReduction(
            task.kernels(), shardsMax, laneCount == 1 ? 0 : chunkCount, this::rootComplete);
    this.lanes = new Lane[laneCount];
    this.threads = new Thread[laneCount - 1];
    for (int index = 0; index < laneCount; index++) {
      lanes[index] = new Lane(this, task, index, laneCount, chunk);
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
    int shards = batches.shardsIn(ofStep);
    begin();
    this.step = ofStep;
    this.firstShard = block.firstShard();
    this.shardCount = block.endShard(shards) - firstShard;
    this.parameters = withParameters;
    this.sums = sums;
    this.evaluation = null;
    for (int lane = 0; lane < lanes.length; lane++) {
      claims.set(lane, rangeBegin(lane));
    }
    if (lanes.length > 1) {
      reduction.begin(ofStep, shardCount);
    }
    run();
  }

  /// Evaluates a set of examples with all lanes.
  public Evaluation evaluate(Examples set, float[] withParameters) {
    Evaluation next = new Evaluation(set, Math.min(batches.shard(), batches.batch()));
    begin();
    this.parameters = withParameters;
    this.evaluation = next;
    run();
    return next;
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
      if (evaluation != null) {
        evaluation.take(lane.compute, parameters);
      } else {
        lane.computeShare();
      }
    } catch (Throwable e) {
      fault = e;
    }
    if (evaluation == null && delivery == Delivery.GATHERED) {
      waitForAll(lane);
      handOut(lane);
    }
    waitForAll(lane);
  }

  private void waitForAll(Lane lane) {
    if (lanes.length > 1) {
      barrier.await(lane.index);
    }
  }

  /// Each lane begins with a range of chunks that is the same in every step: what belongs to them
  /// stays in the caches of its core. Then it helps the others, so that a lane that lost its core
  /// for a moment delays nobody.
  private void handOut(Lane lane) {
    if (fault != null || !Double.isFinite(lossSum())) {
      return;
    }
    try {
      for (int ahead = 0; ahead < lanes.length; ahead++) {
        handOutRange((lane.index + ahead) % lanes.length);
      }
    } catch (Throwable e) {
      fault = e;
    }
  }

  private void handOutRange(int range) {
    int end = rangeBegin(range + 1);
    for (int chunk = claims.getAndIncrement(range);
        chunk < end;
        chunk = claims.getAndIncrement(range)) {
      for (Lane lane : lanes) {
        lane.handOut(chunk);
      }
    }
  }

  private int rangeBegin(int lane) {
    return (int) ((long) chunkCount * lane / lanes.length);
  }

  boolean isStreamed() {
    return delivery == Delivery.STREAMED;
  }

  /// A lane's part of a chunk is final.
  void offer(Block part, int chunk, Piece piece) {
    if (lanes.length == 1) {
      sums.sum(chunk, piece);
    } else {
      reduction.offer(step, part, chunk, piece);
    }
  }

  void offerTally(Block part, double lossSum, long correctCount) {
    if (lanes.length > 1) {
      reduction.offerTally(step, part, lossSum, correctCount, "lane");
    }
  }

  private void rootComplete(int chunk, Piece sum) {
    sums.sum(chunk, sum);
  }

  /// Loss in nats summed over the examples of the block just computed.
  public double lossSum() {
    return lanes.length == 1 ? lanes[0].compute.lossSum() : reduction.lossSum();
  }

  /// Right answers among the examples of the block just computed.
  public long correctCount() {
    return lanes.length == 1 ? lanes[0].compute.correctCount() : reduction.correctCount();
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
