package io.lockstep.kernel;

import java.util.Arrays;

/// The products and the sums over examples as their definitions say, one loop per line of the
/// contract.
final class ScalarProducts {

  private ScalarProducts() {}

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
      int n) {
    for (int i = 0; i < m; i++) {
      int row = yAt + i * n;
      System.arraycopy(bias, biasAt, y, row, n);
      for (int t = 0; t < k; t++) {
        addRow(x[xAt + i * k + t], w, wAt + t * n, y, row, n);
      }
    }
  }

  static void inputGradient(
      float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt, int m, int k, int n) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        float sum = 0f;
        for (int t = 0; t < n; t++) {
          sum = Math.fma(dy[dyAt + i * n + t], w[wAt + j * n + t], sum);
        }
        dx[dxAt + i * k + j] = sum;
      }
    }
  }

  /// Row i of dw after the other: the chains of its shards, added up in the tree.
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
      int from,
      int end,
      PackBuffers buffers) {
    float[] open = buffers.tree(ShardTree.openMax(shardRows, m) * n);
    for (int i = from; i < end; i++) {
      int depth = 0;
      for (int s = 0; (long) s * shardRows < m; s++) {
        int shardEnd = ShardTree.end(s, shardRows, m);
        Arrays.fill(open, depth * n, (depth + 1) * n, 0f);
        for (int r = s * shardRows; r < shardEnd; r++) {
          addRow(x[xAt + r * k + i], dy, dyAt + r * n, open, depth * n, n);
        }
        depth = settle(open, depth + 1, ShardTree.merges(s, shardRows, m), n);
      }
      store(open, depth, dw, dwAt + i * n, n);
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
    float[] open = buffers.tree(ShardTree.openMax(shardRows, m) * n);
    int depth = 0;
    for (int s = 0; (long) s * shardRows < m; s++) {
      int end = ShardTree.end(s, shardRows, m);
      Arrays.fill(open, depth * n, (depth + 1) * n, 0f);
      for (int r = s * shardRows; r < end; r++) {
        add(open, depth * n, dy, dyAt + r * n, n);
      }
      depth = settle(open, depth + 1, ShardTree.merges(s, shardRows, m), n);
    }
    store(open, depth, db, dbAt, n);
  }

  static void add(float[] left, int leftAt, float[] right, int rightAt, int length) {
    for (int i = 0; i < length; i++) {
      left[leftAt + i] += right[rightAt + i];
    }
  }

  private static void addRow(float factor, float[] x, int xAt, float[] y, int yAt, int length) {
    for (int j = 0; j < length; j++) {
      y[yAt + j] = Math.fma(factor, x[xAt + j], y[yAt + j]);
    }
  }

  /// Adds the top node of the stack of open nodes into the one below, `merges` times.
  private static int settle(float[] open, int depth, int merges, int n) {
    for (int i = 0; i < merges; i++) {
      add(open, (depth - 2 - i) * n, open, (depth - 1 - i) * n, n);
    }
    return depth - merges;
  }

  /// The root, or zeros when there were no rows.
  private static void store(float[] open, int depth, float[] to, int toAt, int n) {
    if (depth == 0) {
      Arrays.fill(to, toAt, toAt + n, 0f);
    } else {
      System.arraycopy(open, 0, to, toAt, n);
    }
  }
}
