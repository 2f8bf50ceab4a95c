package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.WIDTH;
import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Copies the right matrix into panels for [SparseTiles], and tells of what magnitude its elements
/// are.
final class SparsePack {

  private SparsePack() {}

  /// Panels of [SparseTiles#WIDTH] columns, `depth` rows each, the first one at 0: `panel[t * WIDTH
  /// + j] = b[t][j]`, 0 in columns that b does not have.
  ///
  /// @return as [SparseChoice#smallest]
  static float panels(float[] b, int bAt, int pitch, int depth, int columns, float[] panels) {
    IntVector least = IntVector.broadcast(IntVector.SPECIES_PREFERRED, Integer.MAX_VALUE);
    IntVector greatest = IntVector.zero(IntVector.SPECIES_PREFERRED);
    float edgeLeast = Float.POSITIVE_INFINITY;
    int whole = columns / WIDTH * WIDTH;
    for (int t = 0; t < depth; t++) {
      int at = bAt + t * pitch;
      int to = t * WIDTH;
      for (int j = 0; j < whole; j += WIDTH) {
        for (int lane = 0; lane < WIDTH; lane += LANES) {
          FloatVector v = FloatVector.fromArray(SPECIES, b, at + j + lane);
          v.intoArray(panels, to + lane);
          IntVector magnitude = v.reinterpretAsInts().and(Integer.MAX_VALUE);
          least = least.min(magnitude.add(Integer.MAX_VALUE));
          greatest = greatest.max(magnitude);
        }
        to += depth * WIDTH;
      }
      if (whole < columns) {
        System.arraycopy(b, at + whole, panels, to, columns - whole);
        Arrays.fill(panels, to + columns - whole, to + WIDTH, 0f);
        edgeLeast = Math.min(edgeLeast, SparseChoice.smallest(panels, to, WIDTH));
      }
    }
    return Math.min(
        edgeLeast,
        SparseChoice.smallest(
            least.reduceLanes(VectorOperators.MIN), greatest.reduceLanes(VectorOperators.MAX)));
  }

  /// The same of a transposed matrix: `panel[t * WIDTH + j] = b[j][t]`.
  static float transposed(float[] b, int bAt, int pitch, int depth, int columns, float[] panels) {
    float least = Float.POSITIVE_INFINITY;
    for (int j = 0; j < columns; j += WIDTH) {
      int used = Math.min(WIDTH, columns - j);
      int to = j * depth;
      if (used < WIDTH) {
        Arrays.fill(panels, to, to + depth * WIDTH, 0f);
      }
      VectorPack.transposedPanel(b, bAt + j * pitch, pitch, depth, used, WIDTH, panels, to);
      least = Math.min(least, SparseChoice.smallest(panels, to, depth * WIDTH));
    }
    return least;
  }
}
