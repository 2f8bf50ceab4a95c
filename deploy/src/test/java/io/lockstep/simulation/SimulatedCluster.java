package io.lockstep.simulation;

import io.lockstep.coordinator.RunEngine;
import io.lockstep.failure.Failure;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Rules;
import io.lockstep.plan.WorkerId;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A coordinator and its workers under the faults of one seed.
final class SimulatedCluster {

  private static final long MILLIS = 1_000_000L;
  private static final long LIMIT_NANOS = 600_000 * MILLIS;
  private static final long LOOK_NANOS = 100 * MILLIS;
  private static final long RESYNC_NANOS = 400 * MILLIS;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 100;
  private static final int JOIN_MILLIS_MAX = 20;

  /// Until a deposed coordinator, or a worker of it, hears of the one that leads.
  private static final int UNAWARE_MILLIS_MAX = 3_000;

  /// What is on its way when the run has ended.
  private static final long AFTERWARDS_NANOS = 4_000 * MILLIS;

  /// All blocks on one worker one after the other, and the ways to and fro.
  private static final long CALM_STEP_NANOS_MAX = 500 * MILLIS;

  /// The same when liars hesitate: their blocks are late first.
  private static final long HESITANT_STEP_NANOS_MAX = 4_000 * MILLIS;

  private static final double HESITATION_RATE = 0.3;

  private static final int WORKERS_MAX = 6;

  /// Never die when there are liars: somebody must be left to tell the truth.
  private static final List<WorkerId> IMMORTALS = List.of(new WorkerId("h0"), new WorkerId("h1"));

  private final PreparedRun run;
  private final Random random;
  private final int seed;
  private final Faults faults;

  /// Liars send the numbers of some blocks at once and say much later that these were all.
  private final boolean hesitant;

  private final VirtualTime time = new VirtualTime();
  private final ChunkPool pool = new ChunkPool(16 << 20);
  private final LaneTeam lane;
  private final Rules rules;
  private final long resyncNanos;
  private final SimulatedToll toll;
  private final SimulatedLink.Network network;
  private final List<DeposedReign> deposed = new ArrayList<>();
  private RunFolder folder;
  private final Map<WorkerId, Life> alive = new LinkedHashMap<>();
  private Reign reign;
  private SimulatedBooks books;
  private RunEngine coordinator;
  private int names;
  private int interruptsLeft;
  private int killsLeft;
  private int usurpersLeft;
  private int deathsAtTheEndLeft;
  private int killsAtTheEndLeft;
  private boolean killed;
  private long seenVersion = -1;
  private long changedNanos;

  /// One life of a worker, from its stream's first frame to its death.
  private record Life(
      WorkerId worker,
      RunEngine coordinator,
      SimulatedLink link,
      WorkerEngine engine,
      SimulatedComputer computer) {}

  /// @param folder of the run, fresh
  /// @param toll counts what happens
  SimulatedCluster(
      PreparedRun run, RunFolder folder, LaneTeam lane, long seed, SimulatedToll toll) {
    this.run = run;
    this.folder = folder;
    this.lane = lane;
    this.toll = toll;
    this.seed = (int) seed;
    this.random = new Random(seed);
    this.faults = Faults.of(random);
    this.hesitant = faults.liars() > 0 && seed / 2 % 2 == 0;
    this.interruptsLeft = faults.interrupts();
    this.killsLeft = faults.kills();
    // Not drawn, so that seeds draw what they drew when they found a fault.
    this.usurpersLeft = faults.liars() > 0 ? 0 : (this.seed + 2) % 3;
    this.deathsAtTheEndLeft = this.seed % 2;
    this.killsAtTheEndLeft = faults.liars() > 0 ? 0 : this.seed / 2 % 2;
    boolean liars = faults.liars() > 0;
    int min = liars || random.nextBoolean() ? 1 : 2 + random.nextInt(2);
    int start = liars ? 2 : min + random.nextInt(3);
    long late = faults.calm() && !hesitant ? NEVER_NANOS : 300 * MILLIS;
    this.rules =
        new Rules(
            run.batches(),
            run.lastStep(),
            run.course().isDecidedByMetrics() ? Rules.End.DECIDED : Rules.End.FIXED,
            start,
            min,
            LIMIT_NANOS,
            3,
            late,
            liars ? 3 : random.nextInt(5));
    this.resyncNanos = faults.calm() && random.nextBoolean() ? NEVER_NANOS : RESYNC_NANOS;
    this.network =
        new SimulatedLink.Network(
            time, random, faults, new SimulatedFrames(pool), toll, () -> coordinator);
    reign();
  }

  /// A new coordinator takes its seat.
  private void reign() {
    books = new SimulatedBooks(run, folder, time, () -> network.delayNanos(faults.bookMillisMax()));
    reign = new Reign(11, books.term);
    RunEngine.Setting setting =
        new RunEngine.Setting(run, reign, rules, pool, books.books, books.keeper, time::nanos);
    coordinator = new RunEngine(setting, books.trainee, books.version);
  }

  /// Runs to the end, through interruptions, and gives the sha256 of the weights.
  String train() {
    for (WorkerId immortal : faults.liars() > 0 ? IMMORTALS : List.<WorkerId>of()) {
      join(immortal);
    }
    int first = 1 + random.nextInt(3);
    for (int worker = 0; worker < first; worker++) {
      join();
    }
    look();
    while (true) {
      time.runUntil(() -> killed || coordinator.result().isDone(), LIMIT_NANOS);
      if (killed) {
        toll.kills++;
        books.kill();
      } else if (coordinator.result().isDone()) {
        TrainingResult result = coordinator.result().join();
        books.end();
        if (result.status() == TrainingResult.Status.DONE) {
          endOfAll();
          return result.weightsSha256();
        }
        toll.interrupts++;
        toll.atEpochEnd += result.steps() % run.batches().stepsPerEpoch() == 0 ? 1 : 0;
      } else {
        throw new AssertionError(stuck());
      }
      killed = false;
      List.copyOf(alive.values()).forEach(this::die);
      reign();
    }
  }

  /// Whoever does not know yet that all is over must not change what has come of it.
  private void endOfAll() {
    if (!deposed.isEmpty()) {
      time.runUntil(deposed::isEmpty, time.nanos() + AFTERWARDS_NANOS);
    }
    deposed.forEach(DeposedReign::end);
  }

  /// Another coordinator takes the run over from its newest checkpoint while this one goes on; its
  /// workers turn to the new one when they hear of it, each in its own time.
  private void usurp() {
    if (coordinator.result().isDone()) {
      return;
    }
    toll.usurpers++;
    long unaware = network.delayNanos(UNAWARE_MILLIS_MAX);
    deposed.add(new DeposedReign(coordinator, books, time.nanos() + unaware));
    folder = RunFolder.takeOver(folder.path());
    reign();
    for (Life life : List.copyOf(alive.values())) {
      time.after(network.delayNanos(UNAWARE_MILLIS_MAX), () -> turn(life));
    }
  }

  private void turn(Life life) {
    if (alive.get(life.worker()) == life && !coordinator.result().isDone()) {
      die(life);
      join(life.worker());
    }
  }

  private String stuck() {
    StringBuilder workers = new StringBuilder();
    alive.forEach((worker, life) ->
        workers.append("%n%s ".formatted(worker)).append(life.engine().situation()));
    return "no end after %d simulated s: %s, %s%s"
        .formatted(time.nanos() / 1_000_000_000L, coordinator.situation(), faults, workers);
  }

  private void look() {
    coordinator.tick();
    deposed.removeIf(former -> former.look(time.nanos()));
    alive.values().forEach(life -> life.engine().tick());
    String situation = coordinator.situation();
    toll.looksPaused += situation.contains(" PAUSED:") ? 1 : 0;
    requireProgress(situation);
    double joinRate = alive.size() < rules.startWorkers() ? 0.4 : faults.joinRate();
    if (alive.isEmpty() || (alive.size() < WORKERS_MAX && network.happens(joinRate))) {
      join();
    }
    if (!alive.isEmpty() && network.happens(faults.deathRate())) {
      strike(anyone());
    }
    List.copyOf(alive.values()).forEach(this::goHome);
    if (situation.contains(" FINISHED:") && !coordinator.result().isDone()) {
      strikeAtTheEnd();
    }
    if (interruptsLeft > 0 && network.happens(0.05)) {
      interruptsLeft--;
      RunEngine stops = coordinator;
      time.after(network.delayNanos(100), stops::interrupt);
    }
    if (killsLeft > 0 && network.happens(0.05)) {
      killsLeft--;
      time.after(network.delayNanos(100), () -> killed = true);
    }
    if (usurpersLeft > 0 && network.happens(0.05)) {
      usurpersLeft--;
      time.after(network.delayNanos(100), this::usurp);
    }
    time.after(LOOK_NANOS, this::look);
  }

  /// While nothing goes wrong and nobody comes or goes, steps must follow each other without
  /// anybody's patience: a worker that was told wrong things, or nothing, would hold them up.
  private void requireProgress(String situation) {
    boolean ended = coordinator.result().isDone();
    if (ended || coordinator.version() != seenVersion || !situation.contains(" RUNNING:")) {
      seenVersion = coordinator.version();
      changedNanos = time.nanos();
    }
    long nanosMax = hesitant ? HESITANT_STEP_NANOS_MAX : CALM_STEP_NANOS_MAX;
    if (faults.calm() && time.nanos() - changedNanos > nanosMax) {
      throw new AssertionError("a step waits for nobody: " + stuck());
    }
  }

  private void changed() {
    changedNanos = time.nanos();
  }

  private void strike(Life life) {
    if (!IMMORTALS.contains(life.worker())) {
      toll.deaths++;
      die(life);
    }
  }

  /// What the run ends with is being measured.
  private void strikeAtTheEnd() {
    if (deathsAtTheEndLeft > 0 && !alive.isEmpty()) {
      deathsAtTheEndLeft--;
      toll.deathsAtTheEnd++;
      strike(anyone());
    } else if (killsAtTheEndLeft > 0) {
      killsAtTheEndLeft--;
      toll.killsAtTheEnd++;
      killed = true;
    }
  }

  /// A worker that was sent away ends.
  private void goHome(Life life) {
    if (life.engine().end().getNow(null) instanceof WorkerEnd.Dismissed(Failure failure)
        && failure.error().endsWith("its numbers are wrong")) {
      toll.liesFound++;
      die(life);
    }
  }

  private Life anyone() {
    return alive.values().stream().skip(random.nextInt(alive.size())).findFirst().orElseThrow();
  }

  /// A new worker, or one that was there before and starts anew under its old name.
  private void join() {
    WorkerId worker =
        new WorkerId("w" + (names > 0 && random.nextBoolean() ? random.nextInt(names) : names++));
    Life before = alive.get(worker);
    if (before != null) {
      toll.deaths++;
      die(before);
    }
    join(worker);
  }

  private void join(WorkerId worker) {
    SimulatedLink link = new SimulatedLink(network, reign, coordinator, worker);
    SimulatedComputer computer = computer(worker);
    WorkerEngine engine =
        new WorkerEngine(
            run, reign, computer, link, new WorkerEngine.Time(time::nanos, resyncNanos));
    link.connect(engine::frame);
    RunEngine joins = coordinator;
    alive.put(worker, new Life(worker, joins, link, engine, computer));
    time.after(
        network.delayNanos(JOIN_MILLIS_MAX),
        () -> {
          changed();
          joins.joined(worker, link);
        });
  }

  private SimulatedComputer computer(WorkerId worker) {
    int number = IMMORTALS.contains(worker) ? -1 : Integer.parseInt(worker.name().substring(1));
    var setting =
        new SimulatedComputer.Setting(
            network, lane, lieOf(number), number, hesitant ? HESITATION_RATE : 0);
    return new SimulatedComputer(setting, computer -> leave(worker, computer));
  }

  private void leave(WorkerId worker, SimulatedComputer computer) {
    Life life = alive.get(worker);
    if (life == null || IMMORTALS.contains(worker) || life.computer() != computer) {
      return;
    }
    toll.leaves++;
    life.link().send(new WorkerFrame.Leave(reign, "on purpose"));
    die(life);
  }

  /// The coordinator hears of a death a little later, and not before it has heard of the life.
  private void die(Life life) {
    changed();
    life.link().cut();
    life.engine().disconnected("killed");
    alive.remove(life.worker());
    RunEngine mourns = life.coordinator();
    time.after(
        JOIN_MILLIS_MAX * MILLIS + network.delayNanos(200),
        () -> {
          changed();
          mourns.lost(life.worker(), life.link(), "connection reset");
        });
  }

  private Lie lieOf(int number) {
    boolean honest = number < 0 || number >= faults.liars();
    return honest ? Lie.NONE : Lie.values()[1 + (number + seed) % (Lie.values().length - 1)];
  }

  static LaneTeam laneFor(PreparedRun run) {
    return new LaneTeam(run.laneTask(), 1, run.configuration().wire().chunk(), Delivery.STREAMED);
  }
}
