package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.PITCH;
import static io.lockstep.kernel.Tiles.ROWS;
import static io.lockstep.kernel.Transposition.SIDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies parts of matrices into the order in which [Tiles] reads them. Places of a packed strip or
/// panel that no result depends on may hold anything: such rows and columns are computed and thrown
/// away.
final class VectorPack {

  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

  /// Rows that are copied to one panel or strip before the next: what lies together is read
  /// together.
  static final int ROWS_AT_ONCE = 8;

  private VectorPack() {}

  /// Panels of [Tiles#WIDE] columns, the first one at 0.
  static void panels(float[] b, int bAt, int pitch, int depth, int columns, float[] panels) {
    for (int t = 0; t < depth; t += ROWS_AT_ONCE) {
      int rows = Math.min(ROWS_AT_ONCE, depth - t);
      for (int j = 0; j < columns; j += Tiles.WIDE) {
        int used = Math.min(Tiles.WIDE, columns - j);
        int width = VectorProducts.widthOf(used);
        panel(b, bAt + t * pitch + j, pitch, rows, used, width, panels, j * depth + t * width);
      }
    }
  }

  /// Rows of a panel: `panel[panelAt + t * width + j] = b[t][j]` for t below depth and j below
  /// columns.
  private static void panel(
      float[] b,
      int bAt,
      int pitch,
      int depth,
      int columns,
      int width,
      float[] panel,
      int panelAt) {
    int whole = depth;
    // The last rows may end with their array, before a whole vector does.
    while (whole > 0 && bAt + (whole - 1) * pitch + width > b.length) {
      whole--;
    }
    if (width == LANES) {
      for (int t = 0; t < whole; t++) {
        FloatVector.fromArray(Tiles.SPECIES, b, bAt + t * pitch)
            .intoArray(panel, panelAt + t * LANES);
      }
    } else {
      for (int t = 0; t < whole; t++) {
        int at = panelAt + t * Tiles.WIDE;
        FloatVector.fromArray(Tiles.SPECIES, b, bAt + t * pitch).intoArray(panel, at);
        FloatVector.fromArray(Tiles.SPECIES, b, bAt + t * pitch + LANES)
            .intoArray(panel, at + LANES);
      }
    }
    for (int t = whole; t < depth; t++) {
      System.arraycopy(b, bAt + t * pitch, panel, panelAt + t * width, columns);
    }
  }

  /// Panel of a transposed matrix: `panel[panelAt + t * width + j] = b[j][t]`.
  static void transposedPanel(
      float[] b,
      int bAt,
      int pitch,
      int depth,
      int columns,
      int width,
      float[] panel,
      int panelAt) {
    for (int j = 0; j < columns; j += PITCH) {
      int rows = Math.min(PITCH, columns - j);
      transpose(b, bAt + j * pitch, pitch, rows, depth, panel, panelAt + j, width);
    }
  }

  /// Strip of rows: `strip[t][i] = a[i][t]` for i below rows.
  static void strip(
      float[] a, int aAt, int pitch, int rows, int depth, float[] strip, int stripAt) {
    transpose(a, aAt, pitch, rows, depth, strip, stripAt, PITCH);
  }

  /// Strip of columns: `strip[t][i] = a[t][i]` for i below [Tiles#ROWS], as far as the array goes.
  static void columnStrip(
      float[] a, int aAt, int pitch, int columns, int depth, float[] strip, int stripAt) {
    int whole = 0;
    if (LANES >= PITCH) {
      whole = depth;
      while (whole > 0 && aAt + (whole - 1) * pitch + PITCH > a.length) {
        whole--;
      }
      for (int t = 0; t < whole; t++) {
        FloatVector.fromArray(EIGHT, a, aAt + t * pitch).intoArray(strip, stripAt + t * PITCH);
      }
    }
    int count = Math.min(columns, ROWS);
    for (int t = whole; t < depth; t++) {
      for (int i = 0; i < count; i++) {
        strip[stripAt + t * PITCH + i] = a[aAt + t * pitch + i];
      }
    }
  }

  /// `to[t][i] = a[i][t]` for i below rows (at most 8) and t below depth, rows of `to` toPitch
  /// apart.
  static void transpose(
      float[] a, int aAt, int pitch, int rows, int depth, float[] to, int toAt, int toPitch) {
    int whole = LANES >= SIDE ? depth / SIDE * SIDE : 0;
    int i = 0;
    for (; whole > 0 && i + SIDE <= rows; i += SIDE) {
      for (int t = 0; t < whole; t += SIDE) {
        int at = aAt + i * pitch + t;
        Transposition.square(a, at, pitch, to, toAt + t * toPitch + i, toPitch);
      }
    }
    for (; i < rows; i++) {
      for (int t = 0; t < whole; t++) {
        to[toAt + t * toPitch + i] = a[aAt + i * pitch + t];
      }
    }
    for (int t = whole; t < depth; t++) {
      for (i = 0; i < rows; i++) {
        to[toAt + t * toPitch + i] = a[aAt + i * pitch + t];
      }
    }
  }
}
