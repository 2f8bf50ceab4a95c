package io.lockstep.coordinator;

import io.lockstep.plan.Standstill;
import io.lockstep.plan.WorkerId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when a run stands still, and what it waits for. It takes no lock of the engine: it would
/// wait itself when that is what hangs. One thread at a time.
final class StandstillAlarm implements Standstill.Signs {

  private static final Logger LOG = LoggerFactory.getLogger(StandstillAlarm.class);

  private final RunEngine engine;
  private final Function<WorkerId, String> hosts;
  private final LongSupplier nanoClock;
  private Standstill standstill;

  /// @param hosts where a worker computes
  /// @param limitNanos so long without progress is worth a word; 0 for never
  StandstillAlarm(
      RunEngine engine, Function<WorkerId, String> hosts, long limitNanos, LongSupplier nanoClock) {
    this.engine = engine;
    this.hosts = hosts;
    this.nanoClock = nanoClock;
    this.standstill = Standstill.watch(limitNanos, engine.plan(), nanoClock.getAsLong());
  }

  /// Time has passed.
  void tick() {
    look().ifPresent(words -> LOG.warn("{}", words));
  }

  /// What is to be told now: nothing most of the time, and nothing once the run has ended.
  Optional<String> look() {
    if (engine.result().isDone()) {
      return Optional.empty();
    }
    Standstill.Look look = standstill.look(engine.plan(), this, nanoClock.getAsLong());
    standstill = look.next();
    return look.words();
  }

  @Override
  public long arrivals() {
    return engine.intake.arrivals().count();
  }

  @Override
  public OptionalLong heardNanos(WorkerId worker) {
    return engine.intake.arrivals().heardNanos(worker);
  }

  @Override
  public String host(WorkerId worker) {
    return hosts.apply(worker);
  }
}
