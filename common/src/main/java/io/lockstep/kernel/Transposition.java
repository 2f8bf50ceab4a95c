package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes 8×8 floats in registers: each row is rotated by its number, then the columns are
/// rotated by theirs in three stages of blends (1, 2 and 4 rows), then the rows are rotated back.
/// 14 permutations and 24 blends, none of which crosses two registers.
final class Transposition {

  static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

  private static final VectorMask<Float> ONE = columns(1);
  private static final VectorMask<Float> TWO = columns(2);
  private static final VectorMask<Float> FOUR = columns(4);

  private static final VectorShuffle<Float> LEFT_1 = rotation(1);
  private static final VectorShuffle<Float> LEFT_2 = rotation(2);
  private static final VectorShuffle<Float> LEFT_3 = rotation(3);
  private static final VectorShuffle<Float> LEFT_4 = rotation(4);
  private static final VectorShuffle<Float> LEFT_5 = rotation(5);
  private static final VectorShuffle<Float> LEFT_6 = rotation(6);
  private static final VectorShuffle<Float> LEFT_7 = rotation(7);

  private Transposition() {}

  /// `to[t][j] = a[min(j, lastRow)][t]` for j and t below 8.
  static void square(
      float[] a, int aAt, int pitch, int lastRow, float[] to, int toAt, int toPitch) {
    FloatVector r0 = FloatVector.fromArray(EIGHT, a, aAt);
    FloatVector r1 = row(a, aAt, pitch, 7, lastRow).rearrange(LEFT_1);
    FloatVector r2 = row(a, aAt, pitch, 6, lastRow).rearrange(LEFT_2);
    FloatVector r3 = row(a, aAt, pitch, 5, lastRow).rearrange(LEFT_3);
    FloatVector r4 = row(a, aAt, pitch, 4, lastRow).rearrange(LEFT_4);
    FloatVector r5 = row(a, aAt, pitch, 3, lastRow).rearrange(LEFT_5);
    FloatVector r6 = row(a, aAt, pitch, 2, lastRow).rearrange(LEFT_6);
    FloatVector r7 = row(a, aAt, pitch, 1, lastRow).rearrange(LEFT_7);
    FloatVector s0 = r0.blend(r7, ONE);
    FloatVector s1 = r1.blend(r0, ONE);
    FloatVector s2 = r2.blend(r1, ONE);
    FloatVector s3 = r3.blend(r2, ONE);
    FloatVector s4 = r4.blend(r3, ONE);
    FloatVector s5 = r5.blend(r4, ONE);
    FloatVector s6 = r6.blend(r5, ONE);
    FloatVector s7 = r7.blend(r6, ONE);
    FloatVector t0 = s0.blend(s6, TWO);
    FloatVector t1 = s1.blend(s7, TWO);
    FloatVector t2 = s2.blend(s0, TWO);
    FloatVector t3 = s3.blend(s1, TWO);
    FloatVector t4 = s4.blend(s2, TWO);
    FloatVector t5 = s5.blend(s3, TWO);
    FloatVector t6 = s6.blend(s4, TWO);
    FloatVector t7 = s7.blend(s5, TWO);
    FloatVector u0 = t0.blend(t4, FOUR);
    FloatVector u1 = t1.blend(t5, FOUR);
    FloatVector u2 = t2.blend(t6, FOUR);
    FloatVector u3 = t3.blend(t7, FOUR);
    FloatVector u4 = t4.blend(t0, FOUR);
    FloatVector u5 = t5.blend(t1, FOUR);
    FloatVector u6 = t6.blend(t2, FOUR);
    FloatVector u7 = t7.blend(t3, FOUR);
    u0.intoArray(to, toAt + 0 * toPitch);
    u1.rearrange(LEFT_1).intoArray(to, toAt + 1 * toPitch);
    u2.rearrange(LEFT_2).intoArray(to, toAt + 2 * toPitch);
    u3.rearrange(LEFT_3).intoArray(to, toAt + 3 * toPitch);
    u4.rearrange(LEFT_4).intoArray(to, toAt + 4 * toPitch);
    u5.rearrange(LEFT_5).intoArray(to, toAt + 5 * toPitch);
    u6.rearrange(LEFT_6).intoArray(to, toAt + 6 * toPitch);
    u7.rearrange(LEFT_7).intoArray(to, toAt + 7 * toPitch);
  }

  private static FloatVector row(float[] a, int aAt, int pitch, int row, int lastRow) {
    return FloatVector.fromArray(EIGHT, a, aAt + Math.min(row, lastRow) * pitch);
  }

  /// The columns whose number has this bit.
  private static VectorMask<Float> columns(int bit) {
    long bits = 0;
    for (int column = 0; column < EIGHT.length(); column++) {
      bits |= (column & bit) != 0 ? 1L << column : 0;
    }
    return VectorMask.fromLong(EIGHT, bits);
  }

  /// Lane l takes what lane l + distance held.
  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(EIGHT, lane -> (lane + distance) & 7);
  }
}
