package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the innermost loops of the matrix products share, and the choice among them.
///
/// A tile is [#ROWS] rows of the result by one or two vectors. The loop over depth computes `acc =
/// fma(a[k][row], b[k][column], acc)` with k ascending. A pitch is the distance of rows; a pitch of
/// 0 repeats one row.
///
/// Packed a: element (k, row) at `aAt + k * PITCH + row`. Packed b: element (k, column) at `bAt + k
/// * width + column`, width being that of the tile.
final class Tiles {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /// Columns of a tile of two vectors.
  static final int WIDE = 2 * LANES;

  /// Rows in the packed left matrix, used or not: copied by whole vectors.
  static final int PITCH = 8;

  /// Rows of a tile. With 8 lanes there are 16 registers, otherwise 32.
  static final int ROWS = LANES == 8 ? 5 : 8;

  /// Distance of tiles that wait in the stack of a reduction tree; their pitch is their width.
  static final int TILE = ROWS * WIDE;

  static final float[] ZEROS = new float[WIDE];

  private Tiles() {}

  /// One tile: `to = acc`, each accumulator starting at its element of `from`.
  static void multiply(
      int width,
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] to,
      int toAt,
      int toPitch) {
    if (ROWS == 8) {
      if (width == WIDE) {
        Tiles8.wide(depth, a, aAt, b, bAt, from, fromAt, fromPitch, to, toAt, toPitch);
      } else {
        Tiles8.narrow(depth, a, aAt, b, bAt, from, fromAt, fromPitch, to, toAt, toPitch);
      }
    } else if (width == WIDE) {
      Tiles5.wide(depth, a, aAt, b, bAt, from, fromAt, fromPitch, to, toAt, toPitch);
    } else {
      Tiles5.narrow(depth, a, aAt, b, bAt, from, fromAt, fromPitch, to, toAt, toPitch);
    }
  }

  /// The tiles of one shard and one panel in `count` strips, `aStep` apart: each accumulator starts
  /// at 0; then, as often as `merges` says, `acc = left + acc`, left being the tile of this strip
  /// at the top of the stack: [#TILE] apart at `openAt`, those of the node below `openStep` before;
  /// then `to = acc`, tiles `toStep` apart. The same number of merges for all tiles of a call,
  /// since a branch that is guessed wrong costs as much as two rows of a panel.
  static void ofShard(
      int width,
      int count,
      int depth,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int merges,
      float[] open,
      int openAt,
      int openStep,
      float[] to,
      int toAt,
      int toStep,
      int toPitch) {
    if (ROWS == 8) {
      if (width == WIDE) {
        Tiles8.wideOfShard(
            count, depth, a, aAt, aStep, b, bAt, merges, open, openAt, openStep, to, toAt, toStep,
            toPitch);
      } else {
        Tiles8.narrowOfShard(
            count, depth, a, aAt, aStep, b, bAt, merges, open, openAt, openStep, to, toAt, toStep,
            toPitch);
      }
    } else if (width == WIDE) {
      Tiles5.wideOfShard(
          count, depth, a, aAt, aStep, b, bAt, merges, open, openAt, openStep, to, toAt, toStep,
          toPitch);
    } else {
      Tiles5.narrowOfShard(
          count, depth, a, aAt, aStep, b, bAt, merges, open, openAt, openStep, to, toAt, toStep,
          toPitch);
    }
  }
}
