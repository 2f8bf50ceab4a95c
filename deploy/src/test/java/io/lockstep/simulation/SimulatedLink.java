package io.lockstep.simulation;

import io.lockstep.coordinator.Peer;
import io.lockstep.coordinator.RunEngine;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Part;
import io.lockstep.simulation.disk.Mount;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Frame;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.Upstream;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One stream between the coordinator and one life of a worker. What is sent is copied at once, as
/// encoding does, and arrives late, twice, damaged, out of order or never.
final class SimulatedLink implements Peer, Upstream {

  private static final long MILLIS = 1_000_000L;
  private static final int AFTER_DEATH_MILLIS_MAX = 400;

  private final Network network;
  private final Throne throne;
  private final Reign reign;
  private final RunEngine above;
  private final WorkerId worker;
  private final Wakefulness wakefulness;
  private long cutDownUntil;
  private long cutUpUntil;
  private Consumer<CoordinatorFrame> workerSide;
  private boolean broken;
  private long lastUpNanos;
  private long lastDownNanos;

  /// Which way a link is cut.
  enum Way {
    UP,
    DOWN,
    BOTH
  }

  /// Who reigns.
  record Throne(RunEngine engine, Reign reign, Mount mount) {}

  /// What all links have in common.
  ///
  /// @param frames copies them, truly or not
  /// @param throne whoever reigns now
  /// @param gradients told of the step of each gradient that has come to whoever reigns
  /// @param healed whether faults are over
  record Network(
      VirtualTime time,
      Random random,
      Faults faults,
      SimulatedFrames frames,
      SimulatedToll toll,
      Supplier<Throne> throne,
      LongConsumer gradients,
      BooleanSupplier healed) {

    @Override
    public Faults faults() {
      return healed.getAsBoolean() ? faults.healed() : faults;
    }

    boolean happens(double rate) {
      return random.nextDouble() < rate;
    }

    long delayNanos(int millisMax) {
      return (long) (random.nextDouble() * millisMax * MILLIS);
    }
  }

  /// @param throne whose reign it is
  /// @param wakefulness of the worker
  SimulatedLink(Network network, Throne throne, WorkerId worker, Wakefulness wakefulness) {
    this.network = network;
    this.throne = throne;
    this.reign = throne.reign();
    this.above = throne.engine();
    this.worker = worker;
    this.wakefulness = wakefulness;
  }

  /// Nothing that is sent this way arrives for so long.
  void cut(Way way, long nanos) {
    long until = network.time().nanos() + nanos;
    cutDownUntil = way == Way.UP ? cutDownUntil : until;
    cutUpUntil = way == Way.DOWN ? cutUpUntil : until;
  }

  private boolean isCut(Frame frame) {
    long until = frame instanceof WorkerFrame ? cutUpUntil : cutDownUntil;
    return broken || network.time().nanos() < until;
  }

  void connect(Consumer<CoordinatorFrame> receiver) {
    workerSide = receiver;
  }

  /// Nothing arrives at the worker any more; the coordinator may still hear what was on its way,
  /// even after it has heard of the end.
  void cut() {
    broken = true;
  }

  /// The dead send nothing, whatever their code does yet.
  @Override
  public void send(CoordinatorFrame frame) {
    boolean dropped =
        network.frames().plant() == Plant.DEAL_IS_DROPPED && frame instanceof CoordinatorFrame.Deal;
    if (!throne.mount().isOpen() || dropped) {
      SimulatedFrames.release(frame);
      return;
    }
    transmit(
        frame,
        network.frames()::copy,
        network.frames()::damaged,
        copied -> network.frames().foreign(copied, foreignReign()),
        this::arriveBelow);
  }

  @Override
  public void send(WorkerFrame frame) {
    transmit(
        frame,
        network.frames()::copy,
        network.frames()::damaged,
        copied -> network.frames().foreign(copied, foreignReign()),
        this::arriveAbove);
  }

  /// That of another run or an older term; a planted bug takes it for this one.
  private Reign foreignReign() {
    if (network.frames().plant() == Plant.OTHER_REIGN_IS_BELIEVED) {
      return reign;
    }
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
    if (!isCut(frame) && network.happens(faults.foreignRate())) {
      network.toll().foreign++;
      travel(foreign.apply(frame), receiver);
    }
    if (!isCut(frame) && !network.happens(faults.lossRate())) {
      int times = network.happens(faults.duplicateRate()) ? 2 : 1;
      network.frames().plantTwice(frame, times);
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
    wakefulness.whenAwake(() -> {
      if (broken) {
        SimulatedFrames.release(frame);
      } else {
        workerSide.accept(frame);
      }
    });
  }

  private void arriveAbove(WorkerFrame frame) {
    if (frame instanceof WorkerFrame.BlockMeasured measured && measured.part() == Part.TEST) {
      network.toll().tested++;
    }
    if (frame instanceof WorkerFrame.GradientChunk gradient
        && above == network.throne().get().engine()
        && gradient.reign().equals(reign)) {
      network.gradients().accept(gradient.step());
    }
    if (!throne.mount().isOpen()) {
      SimulatedFrames.release(frame);
    } else if (!broken || frame instanceof WorkerFrame.Leave) {
      above.frame(worker, this, frame);
    } else if (network.random().nextBoolean()) {
      SimulatedFrames.release(frame);
    } else {
      network.toll().late++;
      network
          .time()
          .after(
              network.delayNanos(AFTER_DEATH_MILLIS_MAX),
              () -> network.throne().get().engine().frame(worker, this, frame));
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
