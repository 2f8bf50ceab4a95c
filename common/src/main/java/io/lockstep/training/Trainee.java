package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.optimizer.Optimizer;

/// What is trained: the flat parameters and the optimiser with its moments. One owner; slices are
/// updated by lanes.
public final class Trainee {

  private final float[] parameters;
  private final Optimizer optimizer;

  Trainee(float[] parameters, Optimizer optimizer) {
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /// The parameters themselves, not a copy.
  public float[] parameters() {
    return parameters;
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  /// Takes over the state of a checkpoint of the same run.
  void restore(Checkpoint checkpoint) {
    copy("parameters", checkpoint.parameters(), parameters);
    for (int index = 0; index < optimizer.moments().size(); index++) {
      String name = optimizer.momentNames().get(index);
      copy(name, checkpoint.moments().get(name), optimizer.moments().get(index));
    }
  }

  private static void copy(String name, float[] from, float[] to) {
    if (from == null || from.length != to.length) {
      throw new IllegalStateException(
          "checkpoint has %s floats of %s, this run needs %d"
              .formatted(from == null ? "no" : from.length, name, to.length));
    }
    System.arraycopy(from, 0, to, 0, to.length);
  }
}
