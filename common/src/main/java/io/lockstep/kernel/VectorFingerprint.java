package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// One pass over the bits of a slice: whether it is finite, and its fingerprint.
///
/// The 64 chains of the fingerprint, four vectors at a time: one pass over the slice with 16 lanes,
/// two with 8. The final mixing is written out, since a method of its own would be handed objects.
final class VectorFingerprint {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int FACTOR = ScalarRows.LANE_FACTOR;

  private static final int[] SEEDS = new int[ScalarRows.LANES];

  static {
    for (int lane = 0; lane < ScalarRows.LANES; lane++) {
      SEEDS[lane] = (lane + 1) * ScalarRows.LANE_SEED;
    }
  }

  private VectorFingerprint() {}

  /// Two vectors at a time, since each maximum waits for the one before.
  static boolean isFinite(float[] x, int at, int length) {
    int whole = length - length % (2 * LANES);
    IntVector a = IntVector.zero(INTS);
    IntVector b = IntVector.zero(INTS);
    for (int i = at; i < at + whole; i += 2 * LANES) {
      a = a.max(fromArray(SPECIES, x, i).reinterpretAsInts().and(ScalarRows.SIGNLESS));
      b = b.max(fromArray(SPECIES, x, i + LANES).reinterpretAsInts().and(ScalarRows.SIGNLESS));
    }
    return a.max(b).reduceLanes(MAX) < ScalarRows.INFINITE
        && ScalarRows.isFinite(x, at + whole, length - whole);
  }

  static long of(float[] x, int at, int length) {
    int whole = length - length % ScalarRows.LANES;
    int low = 0;
    int high = 0;
    for (int lane = 0; lane < ScalarRows.LANES; lane += 4 * LANES) {
      IntVector a = IntVector.fromArray(INTS, SEEDS, lane);
      IntVector b = IntVector.fromArray(INTS, SEEDS, lane + LANES);
      IntVector c = IntVector.fromArray(INTS, SEEDS, lane + 2 * LANES);
      IntVector d = IntVector.fromArray(INTS, SEEDS, lane + 3 * LANES);
      for (int i = 0; i < whole; i += ScalarRows.LANES) {
        int from = at + lane + i;
        a = fromArray(SPECIES, x, from).reinterpretAsInts().lanewise(XOR, a).mul(FACTOR);
        b = fromArray(SPECIES, x, from + LANES).reinterpretAsInts().lanewise(XOR, b).mul(FACTOR);
        c =
            fromArray(SPECIES, x, from + 2 * LANES)
                .reinterpretAsInts()
                .lanewise(XOR, c)
                .mul(FACTOR);
        d =
            fromArray(SPECIES, x, from + 3 * LANES)
                .reinterpretAsInts()
                .lanewise(XOR, d)
                .mul(FACTOR);
        a = a.lanewise(LSHR, 15).lanewise(XOR, a);
        b = b.lanewise(LSHR, 15).lanewise(XOR, b);
        c = c.lanewise(LSHR, 15).lanewise(XOR, c);
        d = d.lanewise(LSHR, 15).lanewise(XOR, d);
      }
      IntVector l = a.lanewise(LSHR, 16).lanewise(XOR, a).mul(ScalarRows.LOW_FACTOR);
      low += l.lanewise(LSHR, 15).lanewise(XOR, l).reduceLanes(ADD);
      a = a.lanewise(XOR, ScalarRows.HIGH_SEED);
      IntVector h = a.lanewise(LSHR, 16).lanewise(XOR, a).mul(ScalarRows.HIGH_FACTOR);
      high += h.lanewise(LSHR, 15).lanewise(XOR, h).reduceLanes(ADD);
      l = b.lanewise(LSHR, 16).lanewise(XOR, b).mul(ScalarRows.LOW_FACTOR);
      low += l.lanewise(LSHR, 15).lanewise(XOR, l).reduceLanes(ADD);
      b = b.lanewise(XOR, ScalarRows.HIGH_SEED);
      h = b.lanewise(LSHR, 16).lanewise(XOR, b).mul(ScalarRows.HIGH_FACTOR);
      high += h.lanewise(LSHR, 15).lanewise(XOR, h).reduceLanes(ADD);
      l = c.lanewise(LSHR, 16).lanewise(XOR, c).mul(ScalarRows.LOW_FACTOR);
      low += l.lanewise(LSHR, 15).lanewise(XOR, l).reduceLanes(ADD);
      c = c.lanewise(XOR, ScalarRows.HIGH_SEED);
      h = c.lanewise(LSHR, 16).lanewise(XOR, c).mul(ScalarRows.HIGH_FACTOR);
      high += h.lanewise(LSHR, 15).lanewise(XOR, h).reduceLanes(ADD);
      l = d.lanewise(LSHR, 16).lanewise(XOR, d).mul(ScalarRows.LOW_FACTOR);
      low += l.lanewise(LSHR, 15).lanewise(XOR, l).reduceLanes(ADD);
      d = d.lanewise(XOR, ScalarRows.HIGH_SEED);
      h = d.lanewise(LSHR, 16).lanewise(XOR, d).mul(ScalarRows.HIGH_FACTOR);
      high += h.lanewise(LSHR, 15).lanewise(XOR, h).reduceLanes(ADD);
    }
    return ScalarRows.finish(low, high, x, at, length);
  }
}
