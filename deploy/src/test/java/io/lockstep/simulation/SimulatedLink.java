package io.lockstep.simulation;

import io.lockstep.coordinator.Peer;
import io.lockstep.coordinator.RunEngine;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Part;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Frame;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.Upstream;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One stream between the coordinator and one life of a worker. What is sent is copied at once, as
/// encoding does, and arrives late, twice, damaged, out of order or never.
final class SimulatedLink implements Peer, Upstream {

  private static final long MILLIS = 1_000_000L;
  private static final int AFTER_DEATH_MILLIS_MAX = 400;

  private final Network network;
  private final Reign reign;
  private final RunEngine above;
  private final WorkerId worker;
  private Consumer<CoordinatorFrame> workerSide;
  private boolean broken;
  private long lastUpNanos;
  private long lastDownNanos;

  /// What all links have in common.
  ///
  /// @param coordinator whoever reigns now
  record Network(
      VirtualTime time,
      Random random,
      Faults faults,
      SimulatedFrames frames,
      SimulatedToll toll,
      Supplier<RunEngine> coordinator) {

    boolean happens(double rate) {
      return random.nextDouble() < rate;
    }

    long delayNanos(int millisMax) {
      return (long) (random.nextDouble() * millisMax * MILLIS);
    }
  }

  /// @param above whose reign it is
  SimulatedLink(Network network, Reign reign, RunEngine above, WorkerId worker) {
    this.network = network;
    this.reign = reign;
    this.above = above;
    this.worker = worker;
  }

  void connect(Consumer<CoordinatorFrame> receiver) {
    workerSide = receiver;
  }

  /// Nothing arrives at the worker any more; the coordinator may still hear what was on its way,
  /// even after it has heard of the end.
  void cut() {
    broken = true;
  }

  @Override
  public void send(CoordinatorFrame frame) {
    transmit(
        frame,
        network.frames()::copy,
        SimulatedFrames::damaged,
        copied -> network.frames().foreign(copied, foreignReign()),
        this::arriveBelow);
  }

  @Override
  public void send(WorkerFrame frame) {
    transmit(
        frame,
        network.frames()::copy,
        SimulatedFrames::damaged,
        copied -> network.frames().foreign(copied, foreignReign()),
        this::arriveAbove);
  }

  private Reign foreignReign() {
    return network.random().nextBoolean()
        ? new Reign(reign.run(), reign.term() - 1)
        : new Reign(reign.run() + 1, reign.term());
  }

  private <F extends Frame> void transmit(
      F frame,
      UnaryOperator<F> copy,
      UnaryOperator<F> damage,
      UnaryOperator<F> foreign,
      Consumer<F> receiver) {
    Faults faults = network.faults();
    if (!broken && network.happens(faults.foreignRate())) {
      network.toll().foreign++;
      travel(foreign.apply(frame), receiver);
    }
    if (!broken && !network.happens(faults.lossRate())) {
      int times = network.happens(faults.duplicateRate()) ? 2 : 1;
      for (int time = 0; time < times; time++) {
        boolean damaged = frame instanceof TensorFrame && network.happens(faults.damageRate());
        network.toll().damaged += damaged ? 1 : 0;
        travel(damaged ? damage.apply(frame) : copy.apply(frame), receiver);
      }
    }
    SimulatedFrames.release(frame);
  }

  private <F extends Frame> void travel(F frame, Consumer<F> receiver) {
    VirtualTime time = network.time();
    long arrival = time.nanos() + network.delayNanos(network.faults().delayMillisMax());
    if (network.faults().calm()) {
      boolean up = frame instanceof WorkerFrame;
      arrival = Math.max(arrival, up ? lastUpNanos : lastDownNanos);
      lastUpNanos = up ? arrival : lastUpNanos;
      lastDownNanos = up ? lastDownNanos : arrival;
    }
    time.after(arrival - time.nanos(), () -> receiver.accept(frame));
  }

  private void arriveBelow(CoordinatorFrame frame) {
    if (broken) {
      SimulatedFrames.release(frame);
    } else {
      workerSide.accept(frame);
    }
  }

  private void arriveAbove(WorkerFrame frame) {
    if (frame instanceof WorkerFrame.BlockMeasured measured && measured.part() == Part.TEST) {
      network.toll().tested++;
    }
    if (!broken || frame instanceof WorkerFrame.Leave) {
      above.frame(worker, this, frame);
    } else if (network.random().nextBoolean()) {
      SimulatedFrames.release(frame);
    } else {
      network.toll().late++;
      network
          .time()
          .after(
              network.delayNanos(AFTER_DEATH_MILLIS_MAX),
              () -> network.coordinator().get().frame(worker, this, frame));
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
