package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// When a product may, and when it should, leave out the terms whose left factor is 0.
///
/// It may when that changes no bit. A term `0 · w` leaves an accumulator as it is, except that it
/// makes NaN of a w that is not finite, and may make +0 of an accumulator that is -0. So with a
/// right matrix of finite numbers only results of -0 are in doubt: [NegativeZeros] computes those
/// of a weight gradient again. For the other products it is enough that no accumulator becomes -0.
/// One that does not start there does so only when a sum that is not 0 is rounded to it. If no
/// product of a nonzero a and a nonzero b is less than [#SMALLEST_PRODUCT] in magnitude, that
/// cannot be: every such product, and so every sum, is a multiple of 2^-149. `docs/arithmetic.md`
/// has the same in full.
final class SparseChoice {

  /// Floats are multiples of the unit in the last place of any smaller one. With `|a·b| >= 2^-100`
  /// the exponents of a and b add up to more than -102, so their product is a multiple of
  /// 2^(-102-46).
  static final float SMALLEST_PRODUCT = 0x1p-100f;

  /// Below so many multiplications, what is gained is not worth the looking.
  private static final long WORK_MIN = 1 << 18;

  /// Elements that are looked at to tell how many are 0.
  private static final int SAMPLES = 1024;

  /// The largest share of elements, in lists, with which leaving out the others is faster.
  private static final double DENSITY_MAX = NonZeros.ROWS == 2 ? 0.85 : 0.65;

  private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private SparseChoice() {}

  /// Whether many elements of a[rows×depth] are 0, and the product with `columns` columns is large.
  ///
  /// @param pitch the distance of the element that would share a list, where two rows do
  static boolean pays(float[] a, int aAt, int rows, int depth, int pitch, int columns) {
    if (columns < HALF || (long) rows * depth * columns < WORK_MIN) {
      return false;
    }
    // A row without another shares with itself.
    int next = NonZeros.ROWS == 2 && pitch < rows * depth ? pitch : 0;
    int length = rows * depth - next;
    // An odd step, so that all columns have their turn.
    int step = Math.max(1, length / SAMPLES) | 1;
    int seen = 0;
    int listed = 0;
    for (long i = 0; i < length; i += step) {
      int at = aAt + (int) i;
      boolean inList = a[at] != 0 || a[at + next] != 0;
      seen++;
      listed += inList ? 1 : 0;
    }
    long computed = (columns + HALF - 1) / HALF * HALF;
    return (double) listed * computed <= DENSITY_MAX * seen * columns;
  }

  static boolean hasNegativeZero(float[] x, int at, int length) {
    for (int i = 0; i < length; i++) {
      if (Float.floatToRawIntBits(x[at + i]) == Integer.MIN_VALUE) {
        return true;
      }
    }
    return false;
  }

  static boolean isFinite(float[] x, int at, int length) {
    return smallest(x, at, length) > 0;
  }

  /// The smallest magnitude of an element other than 0, infinity if there is none; 0 if an element
  /// is infinite or NaN. So that 0 is the largest of all, the least is taken of the bits less 1
  /// with the sign turned, which is what adding [Integer#MAX_VALUE] does.
  static float smallest(float[] x, int at, int length) {
    int whole = length / Tiles.LANES * Tiles.LANES;
    IntVector least = IntVector.broadcast(IntVector.SPECIES_PREFERRED, Integer.MAX_VALUE);
    IntVector greatest = IntVector.zero(IntVector.SPECIES_PREFERRED);
    for (int i = 0; i < whole; i += Tiles.LANES) {
      IntVector magnitude =
          FloatVector.fromArray(Tiles.SPECIES, x, at + i)
              .reinterpretAsInts()
              .and(Integer.MAX_VALUE);
      least = least.min(magnitude.add(Integer.MAX_VALUE));
      greatest = greatest.max(magnitude);
    }
    int smallest = least.reduceLanes(VectorOperators.MIN);
    int largest = greatest.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < length; i++) {
      int magnitude = Float.floatToRawIntBits(x[at + i]) & Integer.MAX_VALUE;
      smallest = Math.min(smallest, magnitude + Integer.MAX_VALUE);
      largest = Math.max(largest, magnitude);
    }
    if (largest >= INFINITY_BITS) {
      return 0;
    }
    return smallest == Integer.MAX_VALUE
        ? Float.POSITIVE_INFINITY
        : Float.intBitsToFloat(smallest - Integer.MAX_VALUE);
  }
}
