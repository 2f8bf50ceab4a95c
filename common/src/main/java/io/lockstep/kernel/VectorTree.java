package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.PITCH;
import static io.lockstep.kernel.Tiles.ROWS;
import static io.lockstep.kernel.Tiles.TILE;
import static io.lockstep.kernel.Tiles.WIDE;

import java.util.Arrays;

/// The sums over examples: one chain a shard, then the reduction tree over shards, shard by shard
/// for a block of tiles, so that only roots leave the caches.
final class VectorTree {

  /// Floats of x that are packed at once: they stay in the second-level cache while all panels pass
  /// by.
  private static final int STRIPS_MAX = (LANES >= 16 ? 768 : 256) << 8;

  /// Strips that are packed at once, at most: their open tiles stay in the first-level cache.
  private static final int STRIPS_AT_ONCE = 32;

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
      RowSplit split,
      PackBuffers buffers,
      FinalRows done) {
    if (m == 0 || n == 0 || split.isEmpty(k)) {
      ScalarKernels.INSTANCE.weightGradient(
          x, xAt, dy, dyAt, dw, dwAt, m, shardRows, k, n, split, buffers, done);
      return;
    }
    if (SparseProducts.weightGradient(
        x, xAt, dy, dyAt, dw, dwAt, m, shardRows, k, n, split, buffers, done)) {
      return;
    }
    int shard = Math.min(shardRows, m);
    int stripFloats = m * PITCH;
    int stripsMax = Math.min(STRIPS_AT_ONCE, Math.max(1, STRIPS_MAX / stripFloats));
    int stripsAtOnce = Math.min((k + ROWS - 1) / ROWS, stripsMax);
    int runMax = stripsAtOnce * ROWS;
    int panelFloats = m * WIDE;
    int panelsAtOnce = Math.min((n + WIDE - 1) / WIDE, Math.max(1, PANELS_MAX / panelFloats));
    float[] strips = buffers.left(stripsAtOnce * stripFloats);
    float[] panels = buffers.right(panelsAtOnce * panelFloats);
    float[] open = buffers.tree(ShardTree.openMax(shard, m) * stripsAtOnce * TILE);
    for (int fromColumn = 0; fromColumn < n; fromColumn += panelsAtOnce * WIDE) {
      int endColumn = Math.min(n, fromColumn + panelsAtOnce * WIDE);
      VectorPack.panels(dy, dyAt + fromColumn, n, m, endColumn - fromColumn, panels);
      // The last rows first: they are the next that can be sent.
      for (int from = split.lastRun(k, runMax);
          from >= 0;
          from = split.runBefore(from, k, runMax)) {
        int end = split.runEnd(from, k, runMax);
        packStrips(x, xAt + from, k, end - from, m, shard, strips);
        for (int j = fromColumn; j < endColumn; j += WIDE) {
          int panelAt = (j - fromColumn) / WIDE * panelFloats;
          int columns = Math.min(WIDE, n - j);
          int toAt = dwAt + from * n + j;
          tree(strips, end - from, panels, panelAt, columns, m, shard, open, dw, toAt, n);
        }
        if (endColumn == n) {
          done.rows(from, end);
        }
      }
    }
  }

  /// Strips of a shard lie one after the other: the processor sees them as one stream.
  private static void packStrips(
      float[] x, int xAt, int k, int columns, int m, int shardRows, float[] strips) {
    int count = (columns + ROWS - 1) / ROWS;
    for (int from = 0; from < m; from += shardRows) {
      int depth = Math.min(shardRows, m - from);
      for (int row = 0; row < depth; row += VectorPack.ROWS_AT_ONCE) {
        int rows = Math.min(VectorPack.ROWS_AT_ONCE, depth - row);
        for (int i = 0; i < count; i++) {
          int at = (from * count + i * depth + row) * PITCH;
          int column = i * ROWS;
          VectorPack.columnStrip(
              x, xAt + (from + row) * k + column, k, columns - column, rows, strips, at);
        }
      }
    }
  }

  /// The trees of `rows` rows of the result in one panel; roots go to `to`. Level l of the stack of
  /// open tiles starts at `l * level`.
  private static void tree(
      float[] strips,
      int rows,
      float[] panels,
      int panelAt,
      int columns,
      int m,
      int shardRows,
      float[] open,
      float[] to,
      int toAt,
      int toPitch) {
    int width = VectorProducts.widthOf(columns);
    int count = (rows + ROWS - 1) / ROWS;
    int level = count * TILE;
    int last = (m - 1) / shardRows;
    int depth = 0;
    int step = shardRows * PITCH;
    for (int s = 0; s < last; s++) {
      int aAt = s * step * count;
      int bAt = panelAt + s * shardRows * width;
      int merges = ShardTree.merges(s, shardRows, m);
      int top = (depth - 1) * level;
      int next = (depth - merges) * level;
      Tiles.ofShard(
          width, count, shardRows, strips, aAt, step, panels, bAt, merges, open, top, level, open,
          next, TILE, width);
      depth += 1 - merges;
    }
    int left = m - last * shardRows;
    int aAt = last * step * count;
    int aStep = left * PITCH;
    int bAt = panelAt + last * shardRows * width;
    int merges = ShardTree.merges(last, shardRows, m);
    int top = (depth - 1) * level;
    int whole = columns == width ? rows / ROWS : 0;
    int toStep = ROWS * toPitch;
    Tiles.ofShard(
        width, whole, left, strips, aAt, aStep, panels, bAt, merges, open, top, level, to, toAt,
        toStep, toPitch);
    int edge = whole * TILE;
    int edges = count - whole;
    int edgeAt = aAt + whole * aStep;
    int edgeTop = top + edge;
    Tiles.ofShard(
        width, edges, left, strips, edgeAt, aStep, panels, bAt, merges, open, edgeTop, level, open,
        edge, TILE, width);
    for (int i = whole; i < count; i++) {
      int at = toAt + i * toStep;
      int used = Math.min(ROWS, rows - i * ROWS);
      VectorProducts.copyTile(open, i * TILE, width, to, at, toPitch, used, columns);
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
    if (m == 0) {
      Arrays.fill(db, dbAt, dbAt + n, 0f);
      return;
    }
    float[] open = buffers.tree(ShardTree.openMax(shardRows, m) * n);
    int depth = 0;
    for (int s = 0, row = 0; row < m; s++) {
      int end = ShardTree.end(s, shardRows, m);
      Arrays.fill(open, depth * n, depth * n + n, 0f);
      for (; row < end; row++) {
        VectorLoops.add(open, depth * n, dy, dyAt + row * n, n);
      }
      int merges = ShardTree.merges(s, shardRows, m);
      for (int i = 0; i < merges; i++) {
        depth--;
        VectorLoops.add(open, depth * n, open, (depth + 1) * n, n);
      }
      depth++;
    }
    System.arraycopy(open, 0, db, dbAt, n);
  }
}
