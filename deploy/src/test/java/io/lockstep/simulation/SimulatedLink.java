package io.lockstep.simulation;

import io.lockstep.coordinator.Peer;
import io.lockstep.coordinator.RunEngine;
import io.lockstep.plan.WorkerId;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.TensorFrame;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.Upstream;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One stream between the coordinator and one life of a worker. What is sent is copied at once, as
/// encoding does, and arrives late, twice, out of order or never.
final class SimulatedLink implements Peer, Upstream {

  private final VirtualTime time;
  private final Random random;
  private final Faults faults;
  private final ChunkPool pool;
  private final RunEngine coordinator;
  private final WorkerId worker;
  private Consumer<CoordinatorFrame> workerSide;
  private boolean broken;

  SimulatedLink(
      VirtualTime time,
      Random random,
      Faults faults,
      ChunkPool pool,
      RunEngine coordinator,
      WorkerId worker) {
    this.time = time;
    this.random = random;
    this.faults = faults;
    this.pool = pool;
    this.coordinator = coordinator;
    this.worker = worker;
  }

  void connect(Consumer<CoordinatorFrame> receiver) {
    workerSide = receiver;
  }

  /// Nothing arrives any more, in either direction.
  void cut() {
    broken = true;
  }

  @Override
  public void send(CoordinatorFrame frame) {
    transmit(
        () ->
            frame instanceof CoordinatorFrame.ParameterChunk chunk
                ? new CoordinatorFrame.ParameterChunk(
                    chunk.reign(),
                    chunk.version(),
                    chunk.chunk(),
                    chunk.offset(),
                    copy(chunk.payload()))
                : frame,
        arriving -> workerSide.accept(arriving));
    release(frame);
  }

  @Override
  public void send(WorkerFrame frame) {
    transmit(
        () ->
            frame instanceof WorkerFrame.GradientChunk chunk
                ? new WorkerFrame.GradientChunk(
                    chunk.reign(),
                    chunk.step(),
                    chunk.block(),
                    chunk.chunk(),
                    chunk.offset(),
                    copy(chunk.payload()))
                : frame,
        arriving -> coordinator.frame(worker, arriving));
    release(frame);
  }

  private <F> void transmit(Supplier<F> copies, Consumer<F> receiver) {
    if (broken || random.nextDouble() < faults.lossRate()) {
      return;
    }
    int times = random.nextDouble() < faults.duplicateRate() ? 2 : 1;
    for (int copy = 0; copy < times; copy++) {
      F arriving = copies.get();
      long delayNanos = (long) (random.nextDouble() * faults.delayMillisMax() * 1_000_000L);
      time.after(delayNanos, () -> arrive(arriving, receiver));
    }
  }

  private <F> void arrive(F frame, Consumer<F> receiver) {
    if (broken) {
      release(frame);
    } else {
      receiver.accept(frame);
    }
  }

  private Payload copy(Payload payload) {
    Payload copied = pool.take(payload.length());
    System.arraycopy(payload.array(), payload.at(), copied.array(), copied.at(), payload.length());
    return copied;
  }

  private static void release(Object frame) {
    if (frame instanceof TensorFrame tensor) {
      tensor.payload().release();
    }
  }

  @Override
  public void discardBefore(long step) {
    // Nothing waits: what was sent was copied.
  }

  @Override
  public void close(String reason) {
    // The last frames still travel; the worker hears of the end by them.
  }
}
