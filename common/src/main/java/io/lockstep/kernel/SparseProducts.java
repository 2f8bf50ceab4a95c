package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.HALF;
import static io.lockstep.kernel.SparseTiles.WIDTH;
import static io.lockstep.kernel.Tiles.LANES;

/// The three products once more, for a left matrix with many zeros (images, outputs of relu and
/// their gradients): the terms of a zero are left out where that changes no bit, which is nearly
/// always; [SparseChoice] says when. The same chains otherwise. Each method returns false, with
/// nothing to be relied on in its result, when the dense product has to be taken.
final class SparseProducts {

  /// Depth of a panel, so that it stays in the first-level cache: 25 KiB with 8 lanes, 32 with 16.
  private static final int DEPTH_MAX = LANES >= 16 ? 64 : 98;

  /// Rows of the left matrix whose lists are made at once: 400 KiB.
  private static final int ROWS_MAX = 512;

  /// Panels that are packed at once: rows of the right matrix are read in longer runs, and the
  /// panels are still in the second-level cache when they are used.
  private static final int PANELS_AT_ONCE = 4;

  /// Elements of x whose lists are made at once, for the weight gradient.
  private static final int ELEMENTS_MAX = 3 << 14;

  /// Rows of the weight gradient that are computed together: their open tiles are 32 KiB with 8
  /// lanes.
  private static final int COLUMNS_MAX = 128;

  /// Floats of dy that are packed at once, 4 MiB.
  private static final int PANELS_MAX = 1 << 20;

  /// Most rows of x and dy: a packed panel of so many is 4 GiB.
  private static final int SHARDS_ROWS_MAX = (1 << 30) / WIDTH;

  private static final float[] ZEROS = new float[WIDTH];

  private SparseProducts() {}

  static boolean forward(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int m,
      int k,
      int n,
      PackBuffers buffers) {
    return SparseChoice.pays(x, xAt, m, k, k, n)
        && !SparseChoice.hasNegativeZero(bias, biasAt, n)
        && rows(x, xAt, w, wAt, false, bias, biasAt, n, y, yAt, m, k, n, buffers);
  }

  static boolean inputGradient(
      float[] dy,
      int dyAt,
      float[] w,
      int wAt,
      float[] dx,
      int dxAt,
      int m,
      int k,
      int n,
      PackBuffers buffers) {
    return SparseChoice.pays(dy, dyAt, m, n, n, k)
        && rows(dy, dyAt, w, wAt, true, ZEROS, 0, 0, dx, dxAt, m, n, k, buffers);
  }

  /// `to[m×n] = a[m×k] · b[k×n]`, b being given transposed or not. Chains start at `start[j]`; with
  /// a `startWidth` of 0 all of them start at the 0 there.
  private static boolean rows(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      boolean transposed,
      float[] start,
      int startAt,
      int startWidth,
      float[] to,
      int toAt,
      int m,
      int k,
      int n,
      PackBuffers buffers) {
    float smallest = SparseChoice.smallest(a, aAt, m * k);
    int depthMax = depth(k);
    int rowsMax = VectorProducts.evenly(m, ROWS_MAX);
    int columnsMax = Math.min(PANELS_AT_ONCE, (n + WIDTH - 1) / WIDTH) * WIDTH;
    NonZeros lists = buffers.nonZeros(NonZeros.lists(rowsMax), depthMax);
    float[] panels = buffers.right(depthMax * columnsMax);
    float[] edge = buffers.edge((rowsMax + 1) * WIDTH);
    for (int row = 0; row < m; row += rowsMax) {
      int rows = Math.min(rowsMax, m - row);
      for (int t = 0; t < k; t += depthMax) {
        int depth = Math.min(depthMax, k - t);
        lists.fill(0, a, aAt + row * k + t, k, rows, depth);
        for (int from = 0; from < n; from += columnsMax) {
          int end = Math.min(n, from + columnsMax);
          float least =
              transposed
                  ? SparsePack.transposed(b, bAt + from * k + t, k, depth, end - from, panels)
                  : SparsePack.panels(b, bAt + t * n + from, n, depth, end - from, panels);
          if (!(smallest * least >= SparseChoice.SMALLEST_PRODUCT)) {
            return false;
          }
          for (int j = from; j < end; j += WIDTH) {
            boolean first = t == 0;
            sweep(
                lists,
                rows,
                panels,
                (j - from) * depth,
                Math.min(WIDTH, n - j),
                first ? start : to,
                first ? startAt + Math.min(j, startWidth) : toAt + row * n + j,
                first ? 0 : n,
                to,
                toAt + row * n + j,
                n,
                edge);
          }
        }
      }
    }
    return true;
  }

  /// Depth of the panels of a right matrix of so many rows; where lists are made of whole vectors
  /// of the left matrix, a multiple of the lanes.
  private static int depth(int k) {
    int even = VectorProducts.evenly(k, DEPTH_MAX);
    return NonZeros.ROWS == 2 ? (even + LANES - 1) / LANES * LANES : even;
  }

  /// All rows against one panel.
  private static void sweep(
      NonZeros lists,
      int rows,
      float[] panels,
      int panelAt,
      int columns,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] to,
      int toAt,
      int toPitch,
      float[] edge) {
    if (isWhole(columns)) {
      SparseTiles.tiles(
          widthOf(columns),
          rows,
          lists,
          0,
          panels,
          panelAt,
          from,
          fromAt,
          fromPitch,
          0,
          edge,
          0,
          0,
          to,
          toAt,
          toPitch);
      return;
    }
    // The row to start from lies before the tile; rows to go on from are in it.
    int startAt = fromPitch == 0 ? 0 : WIDTH;
    int startPitch = fromPitch == 0 ? 0 : WIDTH;
    int starts = fromPitch == 0 ? 1 : rows;
    VectorProducts.copyTile(from, fromAt, fromPitch, edge, startAt, WIDTH, starts, columns);
    SparseTiles.tiles(
        widthOf(columns),
        rows,
        lists,
        0,
        panels,
        panelAt,
        edge,
        startAt,
        startPitch,
        0,
        edge,
        0,
        0,
        edge,
        WIDTH,
        WIDTH);
    VectorProducts.copyTile(edge, WIDTH, WIDTH, to, toAt, toPitch, rows, columns);
  }

  static boolean weightGradient(
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
    if (m > SHARDS_ROWS_MAX || !SparseChoice.pays(x, xAt, m, k, 1, n)) {
      return false;
    }
    if (!SparseChoice.isFinite(dy, dyAt, m * n)) {
      return false;
    }
    int shard = Math.min(shardRows, m);
    int columnsMax = Math.min(COLUMNS_MAX, Math.max(8, ELEMENTS_MAX / m / 8 * 8));
    int panelFloats = m * WIDTH;
    int panelsAtOnce = Math.min((n + WIDTH - 1) / WIDTH, Math.max(1, PANELS_MAX / panelFloats));
    int shards = (m - 1) / shard + 1;
    NonZeros lists = buffers.nonZeros(NonZeros.lists(columnsMax) * shards, shard);
    float[] panels = buffers.right(panelsAtOnce * panelFloats);
    float[] open = buffers.tree((ShardTree.openMax(shard, m) + 1) * columnsMax * WIDTH);
    float[] transposed = buffers.left(columnsMax * shard);
    for (int fromColumn = 0; fromColumn < n; fromColumn += panelsAtOnce * WIDTH) {
      int endColumn = Math.min(n, fromColumn + panelsAtOnce * WIDTH);
      SparsePack.panels(dy, dyAt + fromColumn, n, m, endColumn - fromColumn, panels);
      // The last rows first: they are the next that can be sent.
      for (int from = split.lastRun(k, columnsMax);
          from >= 0;
          from = split.runBefore(from, k, columnsMax)) {
        int rows = split.runEnd(from, k, columnsMax) - from;
        for (int row = 0; row < m; row += shard) {
          int depth = Math.min(shard, m - row);
          for (int r = 0; r < depth; r += Tiles.PITCH) {
            int count = Math.min(Tiles.PITCH, depth - r);
            VectorPack.transpose(
                x, xAt + (row + r) * k + from, k, count, rows, transposed, r, shard);
          }
          lists.fill(row / shard * NonZeros.lists(rows), transposed, 0, shard, rows, depth);
        }
        for (int j = fromColumn; j < endColumn; j += WIDTH) {
          int panelAt = (j - fromColumn) / WIDTH * panelFloats;
          int columns = Math.min(WIDTH, n - j);
          tree(lists, rows, panels, panelAt, columns, m, shard, open, dw, dwAt + from * n + j, n);
        }
        if (endColumn == n) {
          NegativeZeros.compute(x, xAt, dy, dyAt, dw, dwAt, m, shard, k, n, from, rows, open);
          done.rows(from, from + rows);
        }
      }
    }
    return true;
  }

  /// The trees of `rows` rows of the result in one panel; roots go to `to`. Level l of the stack of
  /// open tiles starts at `l * level`.
  private static void tree(
      NonZeros lists,
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
    int level = rows * WIDTH;
    int last = (m - 1) / shardRows;
    int depth = 0;
    boolean whole = isWhole(columns);
    for (int s = 0; s <= last; s++) {
      int merges = ShardTree.merges(s, shardRows, m);
      int top = (depth - 1) * level;
      depth += 1 - merges;
      boolean out = s == last && whole;
      SparseTiles.tiles(
          widthOf(columns),
          rows,
          lists,
          s * NonZeros.lists(rows),
          panels,
          panelAt + s * shardRows * WIDTH,
          ZEROS,
          0,
          0,
          merges,
          open,
          top,
          level,
          out ? to : open,
          out ? toAt : (depth - 1) * level,
          out ? toPitch : WIDTH);
    }
    if (!whole) {
      VectorProducts.copyTile(open, 0, WIDTH, to, toAt, toPitch, rows, columns);
    }
  }

  private static int widthOf(int columns) {
    return columns > HALF ? WIDTH : HALF;
  }

  /// Whether a tile has no column that is not used.
  private static boolean isWhole(int columns) {
    return columns == WIDTH || columns == HALF;
  }
}
