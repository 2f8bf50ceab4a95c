package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The elements other than 0 of rows of a left matrix, in the order of their columns. Element p of
/// list l, p below `lengths[l]`, has the value `values[l * capacity + p]`; row t of a packed panel,
/// which it is multiplied by, begins at `offsets[l * capacity + p]` there.
///
/// Where [#ROWS] is 1, each row has its list. Where it is 2, rows 2·l and 2·l+1 share list l of
/// those columns in which either is not 0; the second row's values are in `second`. A last row
/// without another is both.
///
/// Lists are written some elements at a time and may run over their end, into the next one: they
/// are filled in ascending order.
final class NonZeros {

  /// Rows that share a list.
  static final int ROWS = Tiles.LANES >= 16 ? 2 : 1;

  private static final int SIDE = 4;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> FOUR_INTS = IntVector.SPECIES_128;
  private static final VectorSpecies<Integer> OFFSET_SPECIES = IntVector.SPECIES_PREFERRED;

  /// By the set of those lanes of four that are not 0: the lanes, the chosen ones first.
  private static final VectorShuffle<Float>[] CHOSEN_FIRST = chosenFirst();

  /// The same, as offsets in a panel: four for each set.
  private static final int[] CHOSEN_OFFSETS = chosenOffsets();

  /// The offsets of as many rows of a panel as there are lanes.
  private static final IntVector OFFSETS = IntVector.zero(OFFSET_SPECIES).addIndex(WIDTH);

  int[] lengths = new int[0];
  int[] offsets = new int[0];
  float[] values = new float[0];
  float[] second = new float[0];
  int capacity;

  /// How many lists so many rows have.
  static int lists(int rows) {
    return (rows - 1) / ROWS + 1;
  }

  /// Room for so many lists of at most `capacity` elements; what was there is lost.
  void reserve(int lists, int capacity) {
    int elements = lists * capacity + Math.max(SIDE, Tiles.LANES);
    if (lengths.length < lists) {
      lengths = new int[lists];
    }
    if (values.length < elements) {
      offsets = new int[elements];
      values = new float[elements];
      second = new float[ROWS == 2 ? elements : 0];
    }
    this.capacity = capacity;
  }

  /// The lists from `list` on, of the first `depth` elements of rows that lie `pitch` apart.
  void fill(int list, float[] a, int aAt, int pitch, int rows, int depth) {
    if (ROWS == 2) {
      fillPairs(list, a, aAt, pitch, rows, depth);
    } else {
      fillSingle(list, a, aAt, pitch, rows, depth);
    }
  }

  private void fillPairs(int list, float[] a, int aAt, int pitch, int rows, int depth) {
    int whole = depth / Tiles.LANES * Tiles.LANES;
    for (int i = 0; i < rows; i += 2) {
      int begin = (list + i / 2) * capacity;
      int end = begin;
      int at = aAt + i * pitch;
      int secondAt = aAt + Math.min(i + 1, rows - 1) * pitch;
      for (int t = 0; t < whole; t += Tiles.LANES) {
        FloatVector x = FloatVector.fromArray(Tiles.SPECIES, a, at + t);
        FloatVector y = FloatVector.fromArray(Tiles.SPECIES, a, secondAt + t);
        VectorMask<Float> chosen =
            x.compare(VectorOperators.NE, 0f).or(y.compare(VectorOperators.NE, 0f));
        x.compress(chosen).intoArray(values, end);
        y.compress(chosen).intoArray(second, end);
        // Moved as floats, since the mask is one of floats.
        FloatVector moved = OFFSETS.add(t * WIDTH).reinterpretAsFloats().compress(chosen);
        moved.reinterpretAsInts().intoArray(offsets, end);
        end += chosen.trueCount();
      }
      for (int t = whole; t < depth; t++) {
        values[end] = a[at + t];
        second[end] = a[secondAt + t];
        offsets[end] = t * WIDTH;
        end += values[end] != 0 || second[end] != 0 ? 1 : 0;
      }
      lengths[list + i / 2] = end - begin;
    }
  }

  private void fillSingle(int list, float[] a, int aAt, int pitch, int rows, int depth) {
    int whole = Tiles.LANES >= SIDE ? depth / SIDE * SIDE : 0;
    for (int i = 0; i < rows; i++) {
      int begin = (list + i) * capacity;
      int end = begin;
      int at = aAt + i * pitch;
      for (int t = 0; t < whole; t += SIDE) {
        FloatVector four = FloatVector.fromArray(FOUR, a, at + t);
        int chosen = (int) four.compare(VectorOperators.NE, 0f).toLong();
        four.rearrange(CHOSEN_FIRST[chosen]).intoArray(values, end);
        IntVector.fromArray(FOUR_INTS, CHOSEN_OFFSETS, chosen * SIDE)
            .add(t * WIDTH)
            .intoArray(offsets, end);
        end += Integer.bitCount(chosen);
      }
      for (int t = whole; t < depth; t++) {
        float value = a[at + t];
        values[end] = value;
        offsets[end] = t * WIDTH;
        end += value != 0 ? 1 : 0;
      }
      lengths[list + i] = end - begin;
    }
  }

  private static int[] lanesChosenFirst(int chosen) {
    int[] lanes = new int[SIDE];
    int count = 0;
    for (int lane = 0; lane < SIDE; lane++) {
      if ((chosen >> lane & 1) != 0) {
        lanes[count++] = lane;
      }
    }
    return lanes;
  }

  private static VectorShuffle<Float>[] chosenFirst() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    VectorShuffle<Float>[] shuffles = new VectorShuffle[1 << SIDE];
    for (int chosen = 0; chosen < shuffles.length; chosen++) {
      shuffles[chosen] = VectorShuffle.fromArray(FOUR, lanesChosenFirst(chosen), 0);
    }
    return shuffles;
  }

  private static int[] chosenOffsets() {
    int[] offsets = new int[SIDE << SIDE];
    for (int chosen = 0; chosen < 1 << SIDE; chosen++) {
      int[] lanes = lanesChosenFirst(chosen);
      for (int i = 0; i < SIDE; i++) {
        offsets[chosen * SIDE + i] = lanes[i] * WIDTH;
      }
    }
    return offsets;
  }
}
