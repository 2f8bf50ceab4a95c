package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes 4×4 floats in registers: each row is rotated by its number, then the columns are
/// rotated by theirs in two stages of blends (1 and 2 rows), then the rows are rotated back. 6
/// permutations and 8 blends, none of which crosses two registers. Vectors of four floats on every
/// machine: processors that halve longer ones take three times as long for a permutation of eight.
final class Transposition {

  /// Rows and columns of a square.
  static final int SIDE = 4;

  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  private static final VectorMask<Float> ONE = columns(1);
  private static final VectorMask<Float> TWO = columns(2);

  private static final VectorShuffle<Float> LEFT_1 = rotation(1);
  private static final VectorShuffle<Float> LEFT_2 = rotation(2);
  private static final VectorShuffle<Float> LEFT_3 = rotation(3);

  private Transposition() {}

  /// `to[t][j] = a[j][t]` for j and t below [#SIDE].
  static void square(float[] a, int aAt, int pitch, float[] to, int toAt, int toPitch) {
    FloatVector r0 = FloatVector.fromArray(FOUR, a, aAt);
    FloatVector r1 = FloatVector.fromArray(FOUR, a, aAt + 3 * pitch).rearrange(LEFT_1);
    FloatVector r2 = FloatVector.fromArray(FOUR, a, aAt + 2 * pitch).rearrange(LEFT_2);
    FloatVector r3 = FloatVector.fromArray(FOUR, a, aAt + pitch).rearrange(LEFT_3);
    FloatVector s0 = r0.blend(r3, ONE);
    FloatVector s1 = r1.blend(r0, ONE);
    FloatVector s2 = r2.blend(r1, ONE);
    FloatVector s3 = r3.blend(r2, ONE);
    s0.blend(s2, TWO).intoArray(to, toAt);
    s1.blend(s3, TWO).rearrange(LEFT_1).intoArray(to, toAt + toPitch);
    s2.blend(s0, TWO).rearrange(LEFT_2).intoArray(to, toAt + 2 * toPitch);
    s3.blend(s1, TWO).rearrange(LEFT_3).intoArray(to, toAt + 3 * toPitch);
  }

  /// The columns whose number has this bit.
  private static VectorMask<Float> columns(int bit) {
    long bits = 0;
    for (int column = 0; column < SIDE; column++) {
      bits |= (column & bit) != 0 ? 1L << column : 0;
    }
    return VectorMask.fromLong(FOUR, bits);
  }

  /// Lane l takes what lane l + distance held.
  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(FOUR, lane -> (lane + distance) & (SIDE - 1));
  }
}
