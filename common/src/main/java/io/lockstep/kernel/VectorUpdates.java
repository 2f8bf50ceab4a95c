package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The loops of the optimisers that are worth whole vectors: the compiler makes none of a loop that
/// flushes moments. The rest, and what is left of a slice, goes as [ScalarUpdates] does it.
final class VectorUpdates {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorUpdates() {}

  static void momentum(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, w, wAt + i);
      FloatVector slope = FloatVector.fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector speed = FloatVector.fromArray(SPECIES, v, vAt + i).mul(momentum).add(slope);
      var tiny = speed.abs().compare(VectorOperators.LT, Float.MIN_NORMAL);
      speed = speed.blend(0f, tiny);
      speed.intoArray(v, vAt + i);
      x.sub(speed.mul(rate)).intoArray(w, wAt + i);
    }
    ScalarUpdates.momentum(rate, momentum, decay, w, wAt, v, vAt, g, gAt, whole, length);
  }
}
