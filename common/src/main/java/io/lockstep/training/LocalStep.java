package io.lockstep.training;

import io.lockstep.kernel.Kernels;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Sums;
import io.lockstep.optimizer.Rates;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// One whole step inside a process: batch, forward, loss, backward, reduction, update. After the
/// first few steps it allocates nothing. What `lockstep bench` measures is this.
public final class LocalStep implements Sums, CompleteStep {

  /// Floats of a chunk in local mode: few enough for a lane to have nearly all of its part of the
  /// gradient in chunks of its own, which it updates while they are in the caches of its core. Any
  /// other size gives the same weights.
  public static final int CHUNK = VersionFingerprint.STRETCH / 16;

  /// Who the ledger credits.
  static final String WORKER = "local";

  private final BatchPlan batches;
  private final Rates rates;
  private final Kernels kernels;
  private final LaneTeam team;
  private final float[] parameters;
  private final VersionUpdate update;
  private final long[] fingerprints;

  /// By stretch of the fingerprint: its floats that are not yet of the new version.
  private final AtomicIntegerArray stretchFloatsLeft;

  private final Block fullRoot;
  private final Block lastRoot;
  private long step;
  private double rate;
  private int examples;

  /// With the rates of a run whose metrics have decided nothing.
  ///
  /// @param team with chunks of [#CHUNK] floats, delivering [io.lockstep.lane.Delivery#GATHERED]
  public LocalStep(PreparedRun run, Trainee trainee, LaneTeam team) {
    this(run, trainee, team, run.rates());
  }

  LocalStep(PreparedRun run, Trainee trainee, LaneTeam team, Rates rates) {
    this.batches = run.batches();
    this.rates = rates;
    this.kernels = run.kernels();
    this.team = team;
    this.parameters = trainee.parameters();
    this.update = new VersionUpdate(kernels, trainee.optimizer());
    this.fingerprints = new long[Math.ceilDiv(parameters.length, VersionFingerprint.STRETCH)];
    this.stretchFloatsLeft = new AtomicIntegerArray(fingerprints.length);
    this.fullRoot = batches.root(1);
    this.lastRoot = batches.root(batches.stepsPerEpoch());
  }

  /// Makes version `newStep` of version `newStep - 1`. If the loss is not finite, the parameters
  /// stay as they are.
  public void run(long newStep) {
    step = newStep;
    rate = rates.at(newStep);
    examples = batches.examplesIn(newStep);
    boolean full = examples == batches.examplesIn(1);
    for (int stretch = 0; stretch < fingerprints.length; stretch++) {
      stretchFloatsLeft.set(stretch, floatsIn(stretch));
    }
    team.compute(newStep, full ? fullRoot : lastRoot, parameters, this);
  }

  @Override
  public void sum(int chunk, Piece sum) {
    int from = chunk * CHUNK;
    update.apply(step, rate, examples, parameters, from, sum.array(), sum.at(), sum.length());
    int stretch = from / VersionFingerprint.STRETCH;
    if (stretchFloatsLeft.addAndGet(stretch, -sum.length()) == 0) {
      fingerprints[stretch] =
          kernels.fingerprint(parameters, stretch * VersionFingerprint.STRETCH, floatsIn(stretch));
    }
    sum.release();
  }

  private int floatsIn(int stretch) {
    int from = stretch * VersionFingerprint.STRETCH;
    return Math.min(VersionFingerprint.STRETCH, parameters.length - from);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public double lossSum() {
    return team.lossSum();
  }

  @Override
  public long correctCount() {
    return team.correctCount();
  }

  @Override
  public long fingerprint() {
    return VersionFingerprint.ofStretches(fingerprints);
  }

  @Override
  public float[] parameters() {
    return parameters;
  }

  @Override
  public void credits(StepReduction.Credits credits) {
    credits.credit(0, batches.shardsIn(step) - 1, WORKER);
  }
}
