package io.lockstep.training;

import io.lockstep.kernel.Kernels;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Sums;
import io.lockstep.reduce.Piece;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;

/// One whole step inside a process: batch, forward, loss, backward, reduction, update. After the
/// first few steps it allocates nothing. What `lockstep bench` measures is this.
public final class LocalStep implements Sums {

  /// Floats of a chunk in local mode: the runs of the ledger's fingerprint, so that they are taken
  /// while the numbers are still near. Any other size gives the same weights.
  public static final int CHUNK = VersionFingerprint.RUN;

  private final BatchPlan batches;
  private final Kernels kernels;
  private final LaneTeam team;
  private final float[] parameters;
  private final VersionUpdate update;
  private final long[] fingerprints;
  private final Block fullRoot;
  private final Block lastRoot;
  private long step;
  private int examples;

  /// @param team with chunks of [#CHUNK] floats, delivering [io.lockstep.lane.Delivery#GATHERED]
  public LocalStep(PreparedRun run, Trainee trainee, LaneTeam team) {
    this.batches = run.batches();
    this.kernels = run.kernels();
    this.team = team;
    this.parameters = trainee.parameters();
    this.update = new VersionUpdate(kernels, trainee.optimizer());
    this.fingerprints = new long[Math.ceilDiv(parameters.length, CHUNK)];
    this.fullRoot = batches.root(1);
    this.lastRoot = batches.root(batches.stepsPerEpoch());
  }

  /// Makes version `newStep` of version `newStep - 1`. If the loss is not finite, the parameters
  /// stay as they are.
  public void run(long newStep) {
    step = newStep;
    examples = batches.examplesIn(newStep);
    boolean full = examples == batches.examplesIn(1);
    team.compute(newStep, full ? fullRoot : lastRoot, parameters, this);
  }

  @Override
  public void sum(int chunk, Piece sum) {
    int from = chunk * CHUNK;
    update.apply(step, examples, parameters, from, sum.array(), sum.at(), sum.length());
    fingerprints[chunk] = kernels.fingerprint(parameters, from, sum.length());
    sum.release();
  }

  /// Of the newest version.
  public long fingerprint() {
    return VersionFingerprint.ofRuns(fingerprints);
  }
}
