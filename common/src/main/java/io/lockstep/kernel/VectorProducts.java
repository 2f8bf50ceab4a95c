package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.PITCH;
import static io.lockstep.kernel.Tiles.ROWS;
import static io.lockstep.kernel.Tiles.WIDE;
import static io.lockstep.kernel.Tiles.ZEROS;

/// The two products whose rows are independent, blocked for the caches: the right matrix in panels
/// of one tile's width and at most [#DEPTH_MAX] rows, which stay in the first-level cache while all
/// strips of a block of the left matrix pass by. Where there are several such blocks, panels are
/// packed once for all of them. Blocks of depth go on from the stored accumulators, so blocking
/// changes no bit. Every thread has its own [PackBuffers].
final class VectorProducts {

  /// Depth of a panel: 48 KiB with 16 lanes, 16 KiB with 8. Measured: with 16 lanes 384 beats 256
  /// by up to a tenth at 2048 columns.
  static final int DEPTH_MAX = LANES >= 16 ? 384 : 256;

  /// Rows of the left matrix that are packed at once, so that they stay in the second-level cache:
  /// 768 KiB with 16 lanes, about 400 KiB with 8.
  static final int ROWS_MAX = (LANES >= 16 ? 512 : 260) / ROWS * ROWS;

  /// Floats of the right matrix that are packed at once when they are used more than once, 4 MiB.
  private static final int PANELS_MAX = 1 << 20;

  /// Panels that are packed at once when they are used once: rows of the right matrix are read in
  /// longer runs, and the panels are still in the second-level cache when they are used.
  private static final int PANELS_AT_ONCE = 4;

  private VectorProducts() {}

  static void forward(
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
    if (k == 0) {
      ScalarProducts.forward(x, xAt, w, wAt, bias, biasAt, y, yAt, m, k, n);
      return;
    }
    if (SparseProducts.forward(x, xAt, w, wAt, bias, biasAt, y, yAt, m, k, n, buffers)) {
      return;
    }
    int depthMax = evenly(k, DEPTH_MAX);
    int rowsMax = rowsAtOnce(m);
    int columnsMax = columnsAtOnce(m, n, depthMax);
    float[] strips = buffers.left(stripFloats(rowsMax, depthMax));
    float[] panels = buffers.right(depthMax * columnsMax);
    float[] edge = buffers.edge(EDGE_FLOATS);
    for (int t = 0; t < k; t += depthMax) {
      int depth = Math.min(depthMax, k - t);
      for (int from = 0; from < n; from += columnsMax) {
        int end = Math.min(n, from + columnsMax);
        VectorPack.panels(w, wAt + t * n + from, n, depth, end - from, panels);
        for (int row = 0; row < m; row += rowsMax) {
          int rows = Math.min(rowsMax, m - row);
          if (from == 0 || m > rowsMax) {
            packStrips(x, xAt + row * k + t, k, rows, depth, strips);
          }
          boolean first = t == 0;
          for (int j = from; j < end; j += WIDE) {
            sweep(
                strips,
                rows,
                depth,
                panels,
                (j - from) * depth,
                Math.min(WIDE, n - j),
                first ? bias : y,
                first ? biasAt + j : yAt + row * n + j,
                first ? 0 : n,
                y,
                yAt + row * n + j,
                n,
                edge);
          }
        }
      }
    }
  }

  static void inputGradient(
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
    if (n == 0) {
      ScalarProducts.inputGradient(dy, dyAt, w, wAt, dx, dxAt, m, k, n);
      return;
    }
    if (SparseProducts.inputGradient(dy, dyAt, w, wAt, dx, dxAt, m, k, n, buffers)) {
      return;
    }
    int depthMax = evenly(n, DEPTH_MAX);
    int rowsMax = rowsAtOnce(m);
    int columnsMax = columnsAtOnce(m, k, depthMax);
    float[] strips = buffers.left(stripFloats(rowsMax, depthMax));
    float[] panels = buffers.right(depthMax * columnsMax);
    float[] edge = buffers.edge(EDGE_FLOATS);
    for (int t = 0; t < n; t += depthMax) {
      int depth = Math.min(depthMax, n - t);
      for (int from = 0; from < k; from += columnsMax) {
        int end = Math.min(k, from + columnsMax);
        for (int j = from; j < end; j += WIDE) {
          int columns = Math.min(WIDE, k - j);
          VectorPack.transposedPanel(
              w, wAt + j * n + t, n, depth, columns, widthOf(columns), panels, (j - from) * depth);
        }
        for (int row = 0; row < m; row += rowsMax) {
          int rows = Math.min(rowsMax, m - row);
          if (from == 0 || m > rowsMax) {
            packStrips(dy, dyAt + row * n + t, n, rows, depth, strips);
          }
          boolean first = t == 0;
          for (int j = from; j < end; j += WIDE) {
            sweep(
                strips,
                rows,
                depth,
                panels,
                (j - from) * depth,
                Math.min(WIDE, k - j),
                first ? ZEROS : dx,
                first ? 0 : dxAt + row * k + j,
                first ? 0 : k,
                dx,
                dxAt + row * k + j,
                k,
                edge);
          }
        }
      }
    }
  }

  /// A tile that is not stored as it is, and a row to start from.
  private static final int EDGE_FLOATS = (PITCH + 1) * WIDE;

  private static int stripFloats(int rows, int depth) {
    return (rows + ROWS - 1) / ROWS * depth * PITCH;
  }

  /// Rows of a block of the left matrix: whole strips, blocks of about the same size.
  private static int rowsAtOnce(int m) {
    return (evenly(Math.max(1, m), ROWS_MAX) + ROWS - 1) / ROWS * ROWS;
  }

  /// Columns that are packed at once, whole panels.
  private static int columnsAtOnce(int m, int columns, int depth) {
    int all = (columns + WIDE - 1) / WIDE;
    if (m <= ROWS_MAX) {
      return Math.min(all, PANELS_AT_ONCE) * WIDE;
    }
    return Math.min(all, Math.max(1, PANELS_MAX / (depth * WIDE))) * WIDE;
  }

  /// Of the tiles of a panel with so many columns.
  static int widthOf(int columns) {
    return columns <= LANES ? LANES : WIDE;
  }

  /// The largest block of at most `limit` when `length` is cut into blocks of about the same size.
  static int evenly(int length, int limit) {
    int blocks = (length + limit - 1) / limit;
    return (length + blocks - 1) / blocks;
  }

  private static void packStrips(
      float[] a, int aAt, int pitch, int rows, int depth, float[] strips) {
    for (int i = 0; i < rows; i += ROWS) {
      int count = Math.min(ROWS, rows - i);
      VectorPack.strip(a, aAt + i * pitch, pitch, count, depth, strips, i / ROWS * depth * PITCH);
    }
  }

  /// All strips against one panel.
  private static void sweep(
      float[] strips,
      int rows,
      int depth,
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
    int width = widthOf(columns);
    for (int i = 0; i < rows; i += ROWS) {
      int stripAt = i / ROWS * depth * PITCH;
      int count = Math.min(ROWS, rows - i);
      if (count == ROWS && columns == width) {
        Tiles.multiply(
            width,
            depth,
            strips,
            stripAt,
            panels,
            panelAt,
            from,
            fromAt + i * fromPitch,
            fromPitch,
            to,
            toAt + i * toPitch,
            toPitch);
      } else {
        int startPitch = fromPitch == 0 ? 0 : width;
        int startAt = fromPitch == 0 ? PITCH * WIDE : 0;
        copyTile(
            from,
            fromAt + i * fromPitch,
            fromPitch,
            edge,
            startAt,
            startPitch,
            fromPitch == 0 ? 1 : count,
            columns);
        Tiles.multiply(
            width,
            depth,
            strips,
            stripAt,
            panels,
            panelAt,
            edge,
            startAt,
            startPitch,
            edge,
            0,
            width);
        copyTile(edge, 0, width, to, toAt + i * toPitch, toPitch, count, columns);
      }
    }
  }

  static void copyTile(
      float[] from,
      int fromAt,
      int fromPitch,
      float[] to,
      int toAt,
      int toPitch,
      int rows,
      int columns) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, fromAt + i * fromPitch, to, toAt + i * toPitch, columns);
    }
  }
}
