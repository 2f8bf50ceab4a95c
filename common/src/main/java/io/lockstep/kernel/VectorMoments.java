package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loop over the two moments that Adam and its kin share, on vectors.
final class VectorMoments {

  enum Kin {
    ADAM,
    NADAM,
    AMSGRAD
  }

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorMoments() {}

  /// Adam and its kin as far as whole vectors go, `h` being of amsgrad alone: one loop for the
  /// moments that they share, since a method of ours must not take or give vectors. Which of them
  /// it is stays the same for all of the loop.
  static int update(
      Kin kin,
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] h,
      int hAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    float keep = kin == Kin.ADAM ? f.keep : 1f;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i).mul(keep);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(f.gradientDecay));
      FloatVector first =
          fromArray(SPECIES, m, mAt + i).mul(f.keepFirst).add(slope.mul(f.takeFirst));
      first = first.blend(0f, first.abs().compare(LT, Float.MIN_NORMAL));
      FloatVector second =
          fromArray(SPECIES, v, vAt + i).mul(f.keepSecond).add(slope.mul(f.takeSecond).mul(slope));
      second = second.blend(0f, second.abs().compare(LT, Float.MIN_NORMAL));
      first.intoArray(m, mAt + i);
      second.intoArray(v, vAt + i);
      switch (kin) {
        case ADAM -> {
          FloatVector deviation = second.sqrt().mul(f.rootFactor).add(f.epsilon);
          x.sub(first.div(deviation).mul(f.rate)).intoArray(w, wAt + i);
        }
        case NADAM -> {
          FloatVector deviation = second.sqrt().mul(f.rootFactor).add(f.epsilon);
          FloatVector ahead = slope.mul(f.gradientRate).add(first.mul(f.rate));
          x.sub(ahead.div(deviation)).intoArray(w, wAt + i);
        }
        case AMSGRAD -> {
          FloatVector largest = fromArray(SPECIES, h, hAt + i);
          largest = largest.blend(second, second.compare(GT, largest));
          largest.intoArray(h, hAt + i);
          FloatVector deviation = largest.sqrt().mul(f.rootFactor).add(f.epsilon);
          x.sub(first.div(deviation).mul(f.rate)).intoArray(w, wAt + i);
        }
      }
    }
    return whole;
  }
}
