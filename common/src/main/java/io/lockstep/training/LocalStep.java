package io.lockstep.training;

import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Sums;
import io.lockstep.optimizer.Rates;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.version.StepNorms;
import io.lockstep.version.VersionFingerprint;
import io.lockstep.version.VersionMaker;

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
  private final LaneTeam team;
  private final LaneTeam.Part round;
  private final float[] parameters;
  private final VersionMaker maker;
  private final Block fullRoot;
  private final Block lastRoot;
  private long step;

  /// With the rates of a run whose metrics have decided nothing.
  ///
  /// @param team with chunks of [#CHUNK] floats, delivering [io.lockstep.lane.Delivery#GATHERED]
  public LocalStep(PreparedRun run, Trainee trainee, LaneTeam team) {
    this(run, trainee, team, run.rates());
  }

  LocalStep(PreparedRun run, Trainee trainee, LaneTeam team, Rates rates) {
    this.batches = run.batches();
    this.rates = rates;
    this.team = team;
    this.parameters = trainee.parameters();
    this.maker = new VersionMaker(run.making(trainee), CHUNK, (_, piece) -> piece.release());
    this.round = maker::takeRound;
    this.fullRoot = batches.root(1);
    this.lastRoot = batches.root(batches.stepsPerEpoch());
  }

  /// Makes version `newStep` of version `newStep - 1`. If the loss is not finite, the parameters
  /// stay as they are.
  public void run(long newStep) {
    step = newStep;
    int examples = batches.examplesIn(newStep);
    maker.begin(newStep, rates.at(newStep), examples, parameters, parameters);
    boolean full = examples == batches.examplesIn(1);
    team.compute(newStep, full ? fullRoot : lastRoot, parameters, this);
    for (int left = maker.rounds(); left > 0 && maker.isComplete(); left--) {
      maker.beginRound(left);
      team.share(round);
    }
  }

  @Override
  public void sum(int chunk, Piece sum) {
    maker.sum(chunk, sum);
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
  public StepNorms norms() {
    return maker.norms();
  }

  @Override
  public long fingerprint() {
    return maker.fingerprint();
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
