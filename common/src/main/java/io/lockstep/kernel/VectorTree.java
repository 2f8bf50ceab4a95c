package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.NOTHING;
import static io.lockstep.kernel.Tiles.PITCH;
import static io.lockstep.kernel.Tiles.ROWS;
import static io.lockstep.kernel.Tiles.WIDE;
import static io.lockstep.kernel.Tiles.ZEROS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The sums over examples: one chain a shard, then the reduction tree over shards, tile by tile, so
/// that only the root leaves the first-level cache.
final class VectorTree {

  private static final int TILE = PITCH * WIDE;

  /// Floats of x that are packed at once: they stay in the second-level cache while all panels pass
  /// by.
  private static final int STRIPS_MAX = (LANES >= 16 ? 768 : 256) << 8;

  /// Floats of dy that are packed at once, 4 MiB: each panel is packed once and read again for
  /// every block of strips.
  private static final int PANELS_MAX = 1 << 20;

  private VectorTree() {}

  static void weightGradient(
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      int m,
      int shardRows,
      int k,
      int n,
      PackBuffers buffers) {
    if (m == 0) {
      Arrays.fill(dw, dwAt, dwAt + k * n, 0f);
      return;
    }
    int stripFloats = m * PITCH;
    int stripsAtOnce = Math.min((k + ROWS - 1) / ROWS, Math.max(1, STRIPS_MAX / stripFloats));
    int panelFloats = m * WIDE;
    int panelsAtOnce = Math.min((n + WIDE - 1) / WIDE, Math.max(1, PANELS_MAX / panelFloats));
    float[] strips = buffers.left(stripsAtOnce * stripFloats);
    float[] panels = buffers.right(panelsAtOnce * panelFloats);
    float[] open = buffers.tree(ShardTree.openMax(shardRows, m) * TILE);
    for (int fromColumn = 0; fromColumn < n; fromColumn += panelsAtOnce * WIDE) {
      int endColumn = Math.min(n, fromColumn + panelsAtOnce * WIDE);
      for (int j = fromColumn; j < endColumn; j += WIDE) {
        int columns = Math.min(WIDE, n - j);
        int panelAt = (j - fromColumn) / WIDE * panelFloats;
        VectorPack.panel(
            dy, dyAt + j, n, m, columns, VectorProducts.widthOf(columns), panels, panelAt);
      }
      for (int from = 0; from < k; from += stripsAtOnce * ROWS) {
        int end = Math.min(k, from + stripsAtOnce * ROWS);
        for (int i = from; i < end; i += ROWS) {
          int stripAt = (i - from) / ROWS * stripFloats;
          VectorPack.columnStrip(x, xAt + i, k, k - i, m, strips, stripAt);
        }
        for (int j = fromColumn; j < endColumn; j += WIDE) {
          int columns = Math.min(WIDE, n - j);
          int width = VectorProducts.widthOf(columns);
          int panelAt = (j - fromColumn) / WIDE * panelFloats;
          for (int i = from; i < end; i += ROWS) {
            int stripAt = (i - from) / ROWS * stripFloats;
            int count = Math.min(ROWS, k - i);
            int toAt = dwAt + i * n + j;
            if (count == ROWS && columns == width) {
              tile(strips, stripAt, panels, panelAt, width, m, shardRows, open, dw, toAt, n);
            } else {
              tile(strips, stripAt, panels, panelAt, width, m, shardRows, open, open, 0, width);
              VectorProducts.copyTile(open, 0, width, dw, toAt, n, count, columns);
            }
          }
        }
      }
    }
  }

  /// One tile of the tree; the root goes to `to`, which may be the bottom of the stack itself.
  private static void tile(
      float[] strips,
      int stripAt,
      float[] panel,
      int panelAt,
      int width,
      int m,
      int shardRows,
      float[] open,
      float[] to,
      int toAt,
      int toPitch) {
    int depth = 0;
    for (int s = 0, row = 0; row < m; s++) {
      int rows = Math.min(shardRows, m - row);
      int merges = ShardTree.merges(s, shardRows, m);
      boolean root = row + rows == m && merges <= 1;
      int below = Math.max(depth - 1, 0) * TILE;
      float[] left = merges == 0 ? NOTHING : open;
      float[] target = root ? to : open;
      int targetAt = root ? toAt : merges == 0 ? depth * TILE : below;
      Tiles.multiply(
          width,
          rows,
          strips,
          stripAt + row * PITCH,
          panel,
          panelAt + row * width,
          ZEROS,
          0,
          0,
          left,
          merges == 0 ? 0 : below,
          merges == 0 ? 0 : width,
          target,
          targetAt,
          root ? toPitch : width);
      depth = merges == 0 ? depth + 1 : depth;
      for (int i = 1; i < merges; i++) {
        depth--;
        addTile(open, (depth - 1) * TILE, open, depth * TILE, ROWS * width);
      }
      if (merges > 1 && row + rows == m && to != open) {
        VectorProducts.copyTile(open, 0, width, to, toAt, toPitch, ROWS, width);
      }
      row += rows;
    }
  }

  private static void addTile(float[] left, int leftAt, float[] right, int rightAt, int length) {
    for (int i = 0; i < length; i += LANES) {
      Tiles.load(left, leftAt + i).add(Tiles.load(right, rightAt + i)).intoArray(left, leftAt + i);
    }
  }

  static void biasGradient(
      float[] dy,
      int dyAt,
      float[] db,
      int dbAt,
      int m,
      int shardRows,
      int n,
      PackBuffers buffers) {
    float[] open = buffers.tree((ShardTree.openMax(shardRows, m) + 1) * LANES);
    for (int j = 0; j < n; j += LANES) {
      VectorMask<Float> mask = Tiles.SPECIES.indexInRange(j, n);
      int depth = 0;
      for (int s = 0, row = 0; row < m; s++) {
        int rows = Math.min(shardRows, m - row);
        FloatVector sum = FloatVector.zero(Tiles.SPECIES);
        for (int r = row; r < row + rows; r++) {
          sum = sum.add(FloatVector.fromArray(Tiles.SPECIES, dy, dyAt + r * n + j, mask));
        }
        int merges = ShardTree.merges(s, shardRows, m);
        for (int i = 0; i < merges; i++) {
          depth--;
          sum = Tiles.load(open, depth * LANES).add(sum);
        }
        sum.intoArray(open, depth * LANES);
        depth++;
        row += rows;
      }
      System.arraycopy(m == 0 ? ZEROS : open, 0, db, dbAt + j, Math.min(LANES, n - j));
    }
  }
}
