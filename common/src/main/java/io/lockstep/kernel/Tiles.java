package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the innermost loops of the matrix products share, and the choice among them.
///
/// A tile is [#ROWS] rows of the result by one or two vectors. The loop over depth computes `acc =
/// fma(a[k][row], b[k][column], acc)` with k ascending, each accumulator starting at its element of
/// `from`, and writes `to = left + acc`. A pitch is the distance of rows; a pitch of 0 repeats one
/// row. [#NOTHING] as `left` leaves every accumulator as it is: -0 + x is x for every x, signed
/// zeros included.
///
/// Packed a: element (k, row) at `aAt + k * PITCH + row`. Packed b: element (k, column) at `bAt + k
/// * width + column`, width being that of the tile.
final class Tiles {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /// Columns of a tile of two vectors.
  static final int WIDE = 2 * LANES;

  /// Rows in the packed left matrix, used or not: a strip is then transposed by whole vectors.
  static final int PITCH = 8;

  /// Rows of a tile. With 8 lanes there are 16 registers, otherwise 32.
  static final int ROWS = LANES == 8 ? 5 : 8;

  /// A row of -0, the neutral element of addition.
  static final float[] NOTHING = filled(-0f);

  static final float[] ZEROS = filled(0f);

  private Tiles() {}

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
      float[] left,
      int leftAt,
      int leftPitch,
      float[] to,
      int toAt,
      int toPitch) {
    if (ROWS == 8) {
      if (width == WIDE) {
        Tiles8.wide(
            depth, a, aAt, b, bAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to, toAt,
            toPitch);
      } else {
        Tiles8.narrow(
            depth, a, aAt, b, bAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to, toAt,
            toPitch);
      }
    } else if (width == WIDE) {
      Tiles5.wide(
          depth, a, aAt, b, bAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to, toAt,
          toPitch);
    } else {
      Tiles5.narrow(
          depth, a, aAt, b, bAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to, toAt,
          toPitch);
    }
  }

  static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(SPECIES, x, at);
  }

  private static float[] filled(float value) {
    float[] row = new float[WIDE];
    java.util.Arrays.fill(row, value);
    return row;
  }
}
