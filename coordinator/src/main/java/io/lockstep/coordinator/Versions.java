package io.lockstep.coordinator;

import io.lockstep.reduce.Piece;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import io.lockstep.version.StepNorms;
import io.lockstep.version.VersionMaker;

/// The newest complete version and the one that is coming to be, slice by slice. While version `v`
/// is made, version `v - 1` stays whole, so that whoever joins can still be given it. After the
/// last step an earlier version may be kept beside them.
final class Versions {

  private static final long NONE = -1;

  private final VersionMaker maker;
  private final float[][] buffers;
  private final int chunk;
  private long keptVersion = NONE;
  private float[] kept;

  /// @param version of the trainee's parameters
  /// @param target told of every slice that is made, its piece holding the new parameters
  Versions(PreparedRun run, Trainee trainee, long version, VersionMaker.Target target) {
    float[] parameters = trainee.parameters();
    this.buffers = new float[2][];
    buffers[(int) (version & 1)] = parameters;
    buffers[(int) (version + 1 & 1)] = new float[parameters.length];
    this.chunk = run.configuration().wire().chunk();
    this.maker = new VersionMaker(run.making(trainee), chunk, target);
  }

  /// Has this version at hand from now on, in place of one that was kept before.
  ///
  /// @param parameters of it; they stay as they are
  void keep(long version, float[] parameters) {
    keptVersion = version;
    kept = parameters;
  }

  /// The buffer that holds this version, or in which it comes to be.
  float[] of(long version) {
    return version == keptVersion ? kept : buffers[(int) (version & 1)];
  }

  int chunkCount() {
    return Math.ceilDiv(buffers[0].length, chunk);
  }

  int offset(int index) {
    return index * chunk;
  }

  int length(int index) {
    return Math.min(chunk, buffers[0].length - index * chunk);
  }

  /// A step begins; nothing of the one before is still being made.
  ///
  /// @param rate the learning rate of the step
  /// @param examples n of the batch
  void begin(long step, double rate, int examples) {
    maker.begin(step, rate, examples, of(step - 1), of(step));
  }

  /// Takes the sum of a chunk, which is owned here from now on, and makes what can be made of it.
  /// Different chunks may come at the same time; none is made before all have come where something
  /// of the whole gradient has to be known.
  void sum(int index, Piece sum) {
    if (!maker.sum(index, sum)) {
      return;
    }
    for (int left = maker.rounds(); left > 0; left--) {
      maker.beginRound(left);
      maker.takeRound();
    }
  }

  /// Nothing more becomes of the step at hand.
  ///
  /// @return whether parameters and moments are those of the version before
  boolean drop() {
    maker.drop();
    return maker.isUntouched();
  }

  /// Of a version whose slices are all made.
  long fingerprint() {
    return maker.fingerprint();
  }

  /// Of a version whose slices are all made, if it ends an epoch.
  StepNorms norms() {
    return maker.norms();
  }
}
