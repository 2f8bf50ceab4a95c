package io.lockstep.coordinator;

import io.lockstep.optimizer.Rates;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.Trainee;
import io.lockstep.version.VersionMaker;
import java.util.function.LongSupplier;

/// The step at hand, from its opening until its version is whole: sums become slices of the version
/// as soon as they are there, and slices leave. Opened and closed under the engine's lock; sums
/// come on any thread.
final class StepAtHand implements StepReduction.Roots, VersionMaker.Target {

  /// Steps count from 1.
  private static final long NO_STEP = -1;

  private final BatchPlan batches;
  private final Rates rates;
  private final LongSupplier nanoClock;
  private final Versions versions;
  private final StepReduction reduction;
  private final Broadcast broadcast;
  private final Departures departures;
  private final SumTap tap;
  private final StepTimes times = new StepTimes();
  private volatile long number;
  private volatile int examples;

  /// When everything of the step had arrived.
  private long completeNanos;

  /// @param trainee whose parameters are version `version`
  /// @param peers that slices are sent to
  StepAtHand(RunEngine.Setting setting, Trainee trainee, long version, PeerTable peers) {
    this.batches = setting.run().batches();
    this.rates = setting.books()::rate;
    this.nanoClock = setting.nanoClock();
    this.tap = setting.sums();
    this.versions = new Versions(setting.run(), trainee, version, this);
    this.broadcast = new Broadcast(setting, versions, peers);
    this.departures = new Departures(broadcast, versions.chunkCount());
    this.reduction =
        new StepReduction(
            setting.run().kernels(), batches.shardsIn(1), versions.chunkCount(), this);
  }

  void open(long step) {
    number = step;
    examples = batches.examplesIn(step);
    double rate = rates.at(step);
    tap.begins(step, rate, examples);
    versions.begin(step, rate, examples);
    departures.begin();
    reduction.begin(step, batches.shardsIn(step));
  }

  /// Nothing is taken from here on, and nothing is under way.
  ///
  /// @return whether parameters and moments are those of the version before
  boolean drop() {
    reduction.begin(NO_STEP, 1);
    return versions.drop();
  }

  /// The sum of a chunk is complete: makes its slice of the next version, or all slices if they
  /// waited for this one.
  @Override
  public void sum(int chunk, Piece sum) {
    long begin = nanoClock.getAsLong();
    tap.sum(number, chunk, versions.offset(chunk), sum);
    versions.sum(chunk, sum);
    times.made(nanoClock.getAsLong() - begin);
  }

  /// A slice is made: it leaves, but for the last of its step.
  @Override
  public void made(int chunk, Piece piece) {
    long begin = nanoClock.getAsLong();
    departures.made(number, chunk, ((PayloadPiece) piece).payload());
    times.handedOn(nanoClock.getAsLong() - begin);
  }

  /// Everything of it is here.
  void complete() {
    completeNanos = nanoClock.getAsLong();
  }

  /// As the books take it, once everything of it is here.
  CompleteStep arrived() {
    return new ArrivedStep(number, reduction, versions);
  }

  /// It is in the books.
  void entered(long done) {
    times.step(done, examples, completeNanos, nanoClock.getAsLong());
  }

  long number() {
    return number;
  }

  int openRoots() {
    return reduction.openRoots();
  }

  /// In nats, once everything of it is here.
  double lossSum() {
    return reduction.lossSum();
  }

  double meanLoss() {
    return reduction.lossSum() / examples;
  }

  Versions versions() {
    return versions;
  }

  StepReduction reduction() {
    return reduction;
  }

  Broadcast broadcast() {
    return broadcast;
  }

  Departures departures() {
    return departures;
  }

  StepTimes times() {
    return times;
  }
}
