package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.WIDTH;
import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Copies the right matrix into panels for [SparseTiles], and tells of what magnitude its elements
/// are.
final class SparsePack {

  private SparsePack() {}

  /// Panels of [SparseTiles#WIDTH] columns, `depth` rows each, the first one at 0: `panel[t * WIDTH
  /// + j] = b[t][j]`, 0 in columns that b does not have.
  ///
  /// @return as [SparseChoice#smallest]
  static float panels(float[] b, int bAt, int pitch, int depth, int columns, float[] panels) {
    int whole = columns / WIDTH * WIDTH;
    for (int t = 0; t < depth; t++) {
      int at = bAt + t * pitch;
      int to = t * WIDTH;
      for (int j = 0; j < whole; j += WIDTH) {
        for (int lane = 0; lane < WIDTH; lane += LANES) {
          FloatVector.fromArray(SPECIES, b, at + j + lane).intoArray(panels, to + lane);
        }
        to += depth * WIDTH;
      }
      if (whole < columns) {
        System.arraycopy(b, at + whole, panels, to, columns - whole);
        Arrays.fill(panels, to + columns - whole, to + WIDTH, 0f);
      }
    }
    return SparseChoice.smallest(panels, 0, (columns + WIDTH - 1) / WIDTH * WIDTH * depth);
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
