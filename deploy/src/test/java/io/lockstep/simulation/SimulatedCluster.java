package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.RunEngine;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Rules;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.ChunkPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;

/// A coordinator, its successors and their workers under the faults of one seed: first anything may
/// happen and nothing may break, then the faults are over and steps must follow each other.
final class SimulatedCluster {

  private static final long MILLIS = 1_000_000L;
  private static final long LIMIT_NANOS = 3_000_000 * MILLIS;
  private static final long LOOK_NANOS = 100 * MILLIS;
  private static final long RESYNC_NANOS = 400 * MILLIS;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 100;

  /// Until a deposed coordinator, or a worker of it, hears of the one that leads.
  private static final int UNAWARE_MILLIS_MAX = 3_000;

  /// What is on its way when the run has ended.
  private static final long AFTERWARDS_NANOS = 4_000 * MILLIS;

  private static final int WORKERS_MAX = 6;

  /// Of each blow to a coordinator that is still to come, each tenth of a second.
  private static final double BLOW_RATE = 0.015;

  /// How often a run is begun again that a disk has ended.
  private static final int STORAGE_ENDS_MAX = 40;

  /// How many deeds of its disk a coordinator may do yet that is struck by one of them.
  private static final int DEEDS_MAX = 40;

  private final PreparedRun run;
  private final Random random;
  private final int seed;
  private final Faults faults;
  private final Hazards hazards;

  /// Liars send the numbers of some blocks at once and say much later that these were all.
  private final boolean hesitant;

  private final VirtualTime time = new VirtualTime();
  private final ChunkPool pool = new ChunkPool(16 << 20);
  private final Rules rules;
  private final SimulatedToll toll;
  private final SimulatedStorage storage;
  private final SimulatedLink.Network network;
  private final SimulatedWorkers workers;
  private final SimulatedBooks.Setting setting;
  private final List<DeposedReign> deposed = new ArrayList<>();
  private final SimulatedStandBys standBys;
  private SimulatedBooks books;
  private SimulatedLink.Throne throne;
  private int interruptsLeft;
  private int killsLeft;
  private int usurpersLeft;
  private int deathsAtTheEndLeft;
  private int killsAtTheEndLeft;
  private int storageEndsLeft = STORAGE_ENDS_MAX;
  private boolean killed;
  private boolean healed;
  private final SimulatedProgress progress = new SimulatedProgress();

  /// @param toll counts what happens
  /// @param plant a bug that is to be found
  SimulatedCluster(PreparedRun run, LaneTeam lane, long seed, SimulatedToll toll, Plant plant) {
    this.run = run;
    this.toll = toll;
    this.seed = (int) seed;
    this.random = new Random(seed);
    this.faults = Faults.of(random);
    this.hazards = Hazards.of(random, faults);
    boolean liars = faults.liars() > 0;
    this.hesitant = liars && seed / 2 % 2 == 0;
    this.interruptsLeft = faults.interrupts();
    this.killsLeft = faults.kills();
    this.usurpersLeft = liars ? 0 : (this.seed + 2) % 3;
    this.deathsAtTheEndLeft = this.seed % 2;
    this.killsAtTheEndLeft = liars ? 0 : this.seed / 2 % 2;
    this.rules = rules(liars);
    long resyncNanos = faults.calm() && random.nextBoolean() ? NEVER_NANOS : RESYNC_NANOS;
    this.storage = new SimulatedStorage(hazards, seed, toll, plant);
    this.network =
        new SimulatedLink.Network(
            time,
            random,
            faults,
            new SimulatedFrames(pool, plant),
            toll,
            () -> throne,
            this::requireEntered,
            () -> healed);
    this.workers =
        new SimulatedWorkers(
            network,
            new SimulatedWorkers.Setting(
                run, lane, this.seed, hesitant, resyncNanos, this::changed));
    this.setting =
        new SimulatedBooks.Setting(
            run, time, () -> network.delayNanos(faults.bookMillisMax()), plant, storage, pool);
    this.standBys = new SimulatedStandBys(setting, seed, toll);
    reign();
  }

  private Rules rules(boolean liars) {
    int min = liars || random.nextBoolean() ? 1 : 2 + random.nextInt(2);
    int start = liars ? 2 : min + random.nextInt(3);
    long late = faults.calm() && !hesitant ? NEVER_NANOS : 300 * MILLIS;
    return new Rules(
        run.batches(),
        run.lastStep(),
        run.course().isDecidedByMetrics() ? Rules.End.DECIDED : Rules.End.FIXED,
        start,
        min,
        LIMIT_NANOS,
        3,
        late,
        liars ? 3 : random.nextInt(5));
  }

  /// A new coordinator takes its seat, or another when that one is struck meanwhile.
  private void reign() {
    storage.failing(SimulatedStorage.Faulty.NO);
    do {
      killed = false;
      seat();
    } while (killed);
    storage.failing(healed ? SimulatedStorage.Faulty.NO : SimulatedStorage.Faulty.YES);
  }

  private void seat() {
    try {
      SimulatedStorage.Seat seat = storage.seat();
      SimulatedBooks next = new SimulatedBooks(setting, seat, standBys.held());
      if (killed) {
        next.kill();
      } else {
        books = next;
        crown(seat);
        standBys.follow(books);
      }
    } catch (LockstepException refused) {
      storage.newest().end();
      if (!killed) {
        throw refused;
      }
    }
  }

  private void crown(SimulatedStorage.Seat seat) {
    RunEngine engine = books.engine(rules);
    throne = new SimulatedLink.Throne(engine, books.reign, seat.mount());
  }

  private RunEngine coordinator() {
    return throne.engine();
  }

  /// Runs to the end, through everything, and gives the folder of the run.
  Path train() {
    workers.begin(1 + random.nextInt(3));
    look();
    while (true) {
      time.runUntil(() -> killed || coordinator().result().isDone(), LIMIT_NANOS);
      if (killed) {
        toll.kills++;
        books.kill();
      } else if (!coordinator().result().isDone()) {
        throw new AssertionError(stuck());
      } else if (ended()) {
        endOfAll();
        storage.newestWhole();
        toll.steps += run.lastStep();
        return storage.reading();
      }
      workers.all().forEach(workers::die);
      reign();
    }
  }

  /// @return whether the run is over, and not only this reign
  private boolean ended() {
    TrainingResult result;
    storage.spare();
    try {
      result = coordinator().result().join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof LockstepException known
          && known.failure().code() == ExitCode.STORAGE
          && storageEndsLeft > 0) {
        storageEndsLeft--;
        toll.storageEnds++;
        books.kill();
        return false;
      }
      throw failed;
    }
    books.end();
    if (result.status() == TrainingResult.Status.DONE) {
      return true;
    }
    toll.interrupts++;
    toll.atEpochEnd += result.steps() % run.batches().stepsPerEpoch() == 0 ? 1 : 0;
    return false;
  }

  /// Whoever does not know yet that all is over must not change what has come of it.
  private void endOfAll() {
    if (!deposed.isEmpty()) {
      time.runUntil(deposed::isEmpty, time.nanos() + AFTERWARDS_NANOS);
    }
    deposed.forEach(DeposedReign::end);
    assertThat(storage.violations()).isEmpty();
  }

  /// Another coordinator takes the run over from its newest checkpoint while this one goes on; its
  /// workers turn to the new one when they hear of it, each in its own time.
  private void usurp() {
    if (coordinator().result().isDone() || killed || healed) {
      return;
    }
    toll.usurpers++;
    long unaware = network.delayNanos(UNAWARE_MILLIS_MAX);
    deposed.add(new DeposedReign(coordinator(), books, time.nanos() + unaware));
    reign();
    for (SimulatedWorkers.Life life : workers.all()) {
      time.after(network.delayNanos(UNAWARE_MILLIS_MAX), () -> workers.turn(life));
    }
  }

  private String stuck() {
    return "no end after %d simulated s, %s: %s, %s%s"
        .formatted(
            time.nanos() / 1_000_000_000L,
            healed ? "healed" : hazards,
            coordinator().situation(),
            faults,
            workers.situation());
  }

  private void look() {
    coordinator().tick();
    deposed.removeIf(former -> former.look(time.nanos()));
    workers.look();
    String situation = coordinator().situation();
    toll.looksPaused += situation.contains(" PAUSED:") ? 1 : 0;
    heal();
    requireProgress(situation);
    assertThat(storage.violations()).isEmpty();
    double joinRate = workers.count() < rules.startWorkers() ? 0.4 : network.faults().joinRate();
    if (workers.count() == 0 || (workers.count() < WORKERS_MAX && network.happens(joinRate))) {
      workers.join();
    }
    if (!healed) {
      disturb(situation);
    }
    time.after(LOOK_NANOS, this::look);
  }

  private void heal() {
    if (!healed && coordinator().version() >= hazards.healShare() * run.lastStep()) {
      healed = true;
      toll.healed++;
      storage.failing(SimulatedStorage.Faulty.NO);
      changed();
    }
  }

  private void disturb(String situation) {
    if (workers.count() > 0 && network.happens(faults.deathRate())) {
      workers.strike(workers.anyone());
    }
    if (workers.count() > 0 && network.happens(hazards.pauseRate())) {
      workers.pause(workers.anyone());
    }
    if (workers.count() > 0 && network.happens(hazards.cutRate())) {
      workers.cutOff(workers.anyone());
    }
    if (situation.contains(" FINISHED:") && !coordinator().result().isDone()) {
      strikeAtTheEnd();
    }
    if (interruptsLeft > 0 && network.happens(BLOW_RATE)) {
      interruptsLeft--;
      RunEngine stops = coordinator();
      time.after(network.delayNanos(100), stops::interrupt);
    }
    if (killsLeft > 0 && network.happens(BLOW_RATE)) {
      killsLeft--;
      time.after(network.delayNanos(100), this::kill);
    }
    if (usurpersLeft > 0 && network.happens(BLOW_RATE)) {
      usurpersLeft--;
      time.after(network.delayNanos(100), this::usurp);
    }
  }

  /// At once, or in the middle of something that its disk is to do; with or without the power.
  private void kill() {
    if (killed) {
      return;
    }
    boolean power = network.happens(hazards.powerRate());
    if (network.happens(hazards.strikeRate())) {
      storage.strikeSoon(DEEDS_MAX, () -> end(power));
    } else {
      end(power);
    }
  }

  private void end(boolean power) {
    killed = true;
    if (power) {
      storage.cutPower();
      requireSafe();
    } else {
      storage.newest().mount().kill();
    }
    damage();
  }

  /// I2: what is there under the name of a checkpoint verifies, and what was said to be safe is
  /// there.
  private void requireSafe() {
    long newest = storage.newestWhole();
    if (books != null && books.seat == storage.newest()) {
      assertThat(newest).as("I2: checkpoint said to be safe").isGreaterThanOrEqualTo(books.safe());
    }
  }

  /// The media age: the newest checkpoint does not verify any more, and there is one before it.
  private void damage() {
    if (!network.happens(hazards.rotRate())) {
      return;
    }
    List<Path> there = Invariants.checkpoints(storage.reading());
    if (there.size() > 1) {
      toll.rots++;
      storage.rotNewest(there);
    }
  }

  /// No step begins on a version that is not in the books.
  private void requireEntered(long step) {
    if (step - 1 > books.entered()) {
      throw new AssertionError(
          "I1: step %d is computed and the books end at step %d".formatted(step, books.entered()));
    }
  }

  private void requireProgress(String situation) {
    progress.at(coordinator().version(), time.nanos());
    if (coordinator().result().isDone() || !situation.contains(" RUNNING:")) {
      changed();
    }
    SimulatedProgress.Pace pace =
        healed
            ? SimulatedProgress.Pace.HEALED
            : hesitant ? SimulatedProgress.Pace.HESITANT : SimulatedProgress.Pace.CALM;
    if ((healed || faults.calm()) && progress.isLate(pace, time.nanos())) {
      throw new AssertionError("I6: a step waits for nobody: " + stuck());
    }
  }

  private void changed() {
    progress.changed(time.nanos());
  }

  /// What the run ends with is being measured.
  private void strikeAtTheEnd() {
    if (deathsAtTheEndLeft > 0 && workers.count() > 0) {
      deathsAtTheEndLeft--;
      toll.deathsAtTheEnd++;
      workers.strike(workers.anyone());
    } else if (killsAtTheEndLeft > 0) {
      killsAtTheEndLeft--;
      toll.killsAtTheEnd++;
      kill();
    }
  }
}
