package io.lockstep.simulation;

import io.lockstep.coordinator.RunEngine;
import io.lockstep.failure.Failure;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.WorkerId;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The workers of a simulated cluster: they come, go, die, lie, are paused and cut off.
final class SimulatedWorkers {

  private static final long MILLIS = 1_000_000L;
  private static final int JOIN_MILLIS_MAX = 20;
  private static final double HESITATION_RATE = 0.3;
  private static final int PAUSE_MILLIS_MAX = 3_000;
  private static final int CUT_MILLIS_MAX = 5_000;

  /// A link that is cut for longer is given up by both its ends.
  private static final long SILENCE_NANOS_MAX = 2_000 * MILLIS;

  /// Never die when there are liars: somebody must be left to tell the truth.
  private static final List<WorkerId> IMMORTALS = List.of(new WorkerId("h0"), new WorkerId("h1"));

  private final SimulatedLink.Network network;
  private final Setting setting;
  private final Map<WorkerId, Life> alive = new LinkedHashMap<>();
  private int names;

  /// What they have in common.
  ///
  /// @param seed decides who lies in which way
  /// @param hesitant liars send the numbers of some blocks at once and say much later that these
  ///   were all
  /// @param resyncNanos until a worker that hears nothing asks
  /// @param changed told when somebody comes or goes
  record Setting(
      PreparedRun run,
      LaneTeam lane,
      int seed,
      boolean hesitant,
      long resyncNanos,
      Runnable changed) {}

  /// One life of a worker, from its stream's first frame to its death.
  record Life(
      WorkerId worker,
      RunEngine coordinator,
      SimulatedLink link,
      WorkerEngine engine,
      SimulatedComputer computer,
      Wakefulness wakefulness) {}

  SimulatedWorkers(SimulatedLink.Network network, Setting setting) {
    this.network = network;
    this.setting = setting;
  }

  int count() {
    return alive.size();
  }

  List<Life> all() {
    return List.copyOf(alive.values());
  }

  void look() {
    for (Life life : all()) {
      if (life.wakefulness().isAwake()) {
        life.engine().tick();
      }
    }
    all().forEach(this::goHome);
  }

  /// Those who come first.
  void begin(int first) {
    for (WorkerId immortal : network.faults().liars() > 0 ? IMMORTALS : List.<WorkerId>of()) {
      join(immortal);
    }
    for (int worker = 0; worker < first; worker++) {
      join();
    }
  }

  Life anyone() {
    return alive.values().stream()
        .skip(network.random().nextInt(alive.size()))
        .findFirst()
        .orElseThrow();
  }

  void strike(Life life) {
    if (!IMMORTALS.contains(life.worker())) {
      network.toll().deaths++;
      die(life);
    }
  }

  void pause(Life life) {
    network.toll().pauses++;
    life.wakefulness().pause(network.delayNanos(PAUSE_MILLIS_MAX));
  }

  /// One way or both. Who hears nothing for long gives the stream up, and the worker comes again.
  void cutOff(Life life) {
    network.toll().cuts++;
    SimulatedLink.Way[] ways = SimulatedLink.Way.values();
    long nanos = network.delayNanos(CUT_MILLIS_MAX);
    life.link().cut(ways[network.random().nextInt(ways.length)], nanos);
    if (nanos > SILENCE_NANOS_MAX) {
      network.time().after(SILENCE_NANOS_MAX, () -> turn(life));
    }
  }

  /// It goes to whoever reigns now.
  void turn(Life life) {
    if (alive.get(life.worker()) == life && !network.throne().get().engine().result().isDone()) {
      die(life);
      join(life.worker());
    }
  }

  /// A worker that was sent away ends.
  private void goHome(Life life) {
    if (life.engine().end().getNow(null) instanceof WorkerEnd.Dismissed(Failure failure)
        && failure.error().endsWith("its numbers are wrong")) {
      network.toll().liesFound++;
      die(life);
    }
  }

  /// A new worker, or one that was there before and starts anew under its old name.
  void join() {
    boolean again = names > 0 && network.random().nextBoolean();
    WorkerId worker = new WorkerId("w" + (again ? network.random().nextInt(names) : names++));
    Life before = alive.get(worker);
    if (before != null) {
      network.toll().deaths++;
      die(before);
    }
    join(worker);
  }

  private void join(WorkerId worker) {
    SimulatedLink.Throne throne = network.throne().get();
    Wakefulness wakefulness = new Wakefulness(network.time());
    SimulatedLink link = new SimulatedLink(network, throne, worker, wakefulness);
    SimulatedComputer computer = computer(worker, wakefulness, throne);
    WorkerEngine engine =
        new WorkerEngine(
            setting.run(),
            throne.reign(),
            computer,
            link,
            new WorkerEngine.Time(network.time()::nanos, setting.resyncNanos()));
    link.connect(engine::frame);
    alive.put(worker, new Life(worker, throne.engine(), link, engine, computer, wakefulness));
    network
        .time()
        .after(
            network.delayNanos(JOIN_MILLIS_MAX),
            () -> {
              setting.changed().run();
              throne.engine().joined(worker, link);
            });
  }

  private SimulatedComputer computer(
      WorkerId worker, Wakefulness wakefulness, SimulatedLink.Throne throne) {
    int number = IMMORTALS.contains(worker) ? -1 : Integer.parseInt(worker.name().substring(1));
    boolean confused =
        network.frames().plant() == Plant.EPOCH_OF_ANOTHER_ORDER
            && throne.reign().term() > 1
            && throne.engine().version() + setting.run().batches().stepsPerEpoch() * 2L
                < setting.run().lastStep();
    var its =
        new SimulatedComputer.Setting(
            network,
            setting.lane(),
            lieOf(number),
            number,
            setting.hesitant() ? HESITATION_RATE : 0,
            wakefulness,
            confused ? setting.run().batches().stepsPerEpoch() : 0);
    return new SimulatedComputer(its, mine -> leave(worker, mine));
  }

  private void leave(WorkerId worker, SimulatedComputer computer) {
    Life life = alive.get(worker);
    if (life == null || IMMORTALS.contains(worker) || life.computer() != computer) {
      return;
    }
    network.toll().leaves++;
    life.link().send(new WorkerFrame.Leave(network.throne().get().reign(), "on purpose"));
    die(life);
  }

  /// The coordinator hears of a death a little later, and not before it has heard of the life.
  void die(Life life) {
    setting.changed().run();
    life.link().cut();
    life.engine().disconnected("killed");
    alive.remove(life.worker());
    RunEngine mourns = life.coordinator();
    network
        .time()
        .after(
            JOIN_MILLIS_MAX * MILLIS + network.delayNanos(200),
            () -> {
              setting.changed().run();
              mourns.lost(life.worker(), life.link(), "connection reset");
            });
  }

  private Lie lieOf(int number) {
    boolean honest = number < 0 || number >= network.faults().liars();
    return honest
        ? Lie.NONE
        : Lie.values()[1 + (number + setting.seed()) % (Lie.values().length - 1)];
  }

  String situation() {
    StringBuilder workers = new StringBuilder();
    alive.forEach((worker, life) ->
        workers.append("%n%s ".formatted(worker)).append(life.engine().situation()));
    return workers.toString();
  }
}
