package io.lockstep.simulation;

import io.lockstep.coordinator.RunEngine;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Rules;
import io.lockstep.plan.WorkerId;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Reign;
import io.lockstep.worker.BlockRunner;
import io.lockstep.worker.WorkerEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// A coordinator and its workers under the faults of one seed.
final class SimulatedCluster {

  private static final long MILLIS = 1_000_000L;
  private static final long LIMIT_NANOS = 600_000 * MILLIS;
  private static final long LOOK_NANOS = 100 * MILLIS;
  private static final long RESYNC_NANOS = 400 * MILLIS;
  private static final int WORKERS_MAX = 6;

  private final PreparedRun run;
  private final Random random;
  private final Faults faults;
  private final VirtualTime time = new VirtualTime();
  private final ChunkPool pool = new ChunkPool(16 << 20);
  private final Reign reign = new Reign(11, 1);
  private final RunEngine coordinator;
  private final LaneTeam lane;
  private final Map<WorkerId, Life> alive = new LinkedHashMap<>();
  private int names;
  private int deaths;

  /// One life of a worker, from its stream's first frame to its death.
  private record Life(WorkerId worker, SimulatedLink link, WorkerEngine engine) {}

  SimulatedCluster(PreparedRun run, LaneTeam lane, long seed) {
    this.run = run;
    this.lane = lane;
    this.random = new Random(seed);
    this.faults = Faults.of(random);
    Rules rules =
        new Rules(
            run.batches(), run.lastStep(), 1 + random.nextInt(3), 1, LIMIT_NANOS, 3, 300 * MILLIS);
    RunEngine.Setting setting =
        new RunEngine.Setting(
            run, reign, rules, pool, new SimulatedBooks(run), Runnable::run, time::nanos);
    coordinator = new RunEngine(setting, run.newTrainee(), 0);
  }

  /// Runs to the end and gives the sha256 of the weights.
  String train() {
    int first = 1 + random.nextInt(3);
    for (int worker = 0; worker < first; worker++) {
      join();
    }
    look();
    time.runUntil(() -> coordinator.result().isDone(), LIMIT_NANOS);
    if (!coordinator.result().isDone()) {
      StringBuilder workers = new StringBuilder();
      alive.forEach((worker, life) ->
          workers.append("%n%s ".formatted(worker)).append(life.engine().situation()));
      throw new AssertionError(
          "no end after %d simulated s: %s, %s%s"
              .formatted(time.nanos() / 1_000_000_000L, coordinator.situation(), faults, workers));
    }
    return coordinator.result().join().weightsSha256();
  }

  int deaths() {
    return deaths;
  }

  private void look() {
    coordinator.tick();
    alive.values().forEach(life -> life.engine().tick());
    if (alive.size() < WORKERS_MAX
        && (alive.isEmpty() || random.nextDouble() < faults.joinRate())) {
      join();
    }
    if (!alive.isEmpty() && random.nextDouble() < faults.deathRate()) {
      die(alive.values().stream().skip(random.nextInt(alive.size())).findFirst().orElseThrow());
    }
    time.after(LOOK_NANOS, this::look);
  }

  /// A new worker, or one that was there before and starts anew under its old name.
  private void join() {
    WorkerId worker =
        new WorkerId("w" + (names > 0 && random.nextBoolean() ? random.nextInt(names) : names++));
    Life before = alive.get(worker);
    if (before != null) {
      die(before);
    }
    SimulatedLink link = new SimulatedLink(time, random, faults, pool, coordinator, worker);
    WorkerEngine engine =
        new WorkerEngine(run, reign, new Computer(), link, time::nanos, RESYNC_NANOS);
    link.connect(engine::frame);
    alive.put(worker, new Life(worker, link, engine));
    time.after(delay(20), () -> coordinator.joined(worker, link));
  }

  /// The coordinator hears of a death a little later.
  private void die(Life life) {
    deaths++;
    life.link().cut();
    life.engine().disconnected("killed");
    alive.remove(life.worker());
    time.after(delay(200), () -> coordinator.lost(life.worker(), life.link(), "connection reset"));
  }

  private long delay(int millisMax) {
    return (long) (random.nextDouble() * millisMax * MILLIS);
  }

  /// Computes for real, at once, when the simulated time of the block is over.
  private final class Computer implements BlockRunner {
    private Job waiting;
    private boolean busy;

    @Override
    public void begin(Job job) {
      waiting = job;
      if (!busy) {
        busy = true;
        next();
      }
    }

    private void next() {
      Job job = waiting;
      waiting = null;
      long nanos = delay(20) * (random.nextDouble() < faults.slowRate() ? 100 : 1);
      float[] parameters = job.parameters().take();
      time.after(
          nanos,
          () -> {
            lane.compute(job.step(), job.block(), parameters, job.sums());
            job.done().computed(lane.lossSum(), lane.correctCount(), nanos);
            busy = waiting != null;
            if (busy) {
              next();
            }
          });
    }
  }

  static LaneTeam laneFor(PreparedRun run) {
    return new LaneTeam(run.laneTask(), 1, run.configuration().wire().chunk(), Delivery.STREAMED);
  }
}
