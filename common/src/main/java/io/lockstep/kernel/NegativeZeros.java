package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.LANES;
import static io.lockstep.kernel.Tiles.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The elements of a weight gradient in which terms of a zero may be missed. Where all of dy is
/// finite, leaving such terms out changes an element at most from +0 to -0, so those that came out
/// as -0 are computed again with all terms. They are rare: a sum has to be rounded to -0.
final class NegativeZeros {

  private NegativeZeros() {}

  /// Rows `[from, from + rows)` of dw, which has at least as many columns as a vector has lanes.
  ///
  /// @param open room for one vector more than nodes of the tree are open at once
  static void compute(
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
      int rows,
      float[] open) {
    for (int row = from; row < from + rows; row++) {
      for (int j = 0; j < n; j += LANES) {
        int column = Math.min(j, n - LANES);
        int at = dwAt + row * n + column;
        if (FloatVector.fromArray(SPECIES, dw, at)
            .reinterpretAsInts()
            .compare(VectorOperators.EQ, Integer.MIN_VALUE)
            .anyTrue()) {
          tree(x, xAt + row, k, dy, dyAt + column, n, m, shardRows, open);
          FloatVector.fromArray(SPECIES, open, 0).intoArray(dw, at);
        }
      }
    }
  }

  /// To the first lanes of `open`: the tree of one column of x and as many of dy as there are
  /// lanes.
  private static void tree(
      float[] x,
      int xAt,
      int xPitch,
      float[] dy,
      int dyAt,
      int dyPitch,
      int m,
      int shardRows,
      float[] open) {
    int top = -LANES;
    for (int s = 0, row = 0; row < m; s++) {
      int end = ShardTree.end(s, shardRows, m);
      FloatVector sum = FloatVector.zero(SPECIES);
      for (; row < end; row++) {
        FloatVector factor = FloatVector.broadcast(SPECIES, x[xAt + row * xPitch]);
        sum = factor.fma(FloatVector.fromArray(SPECIES, dy, dyAt + row * dyPitch), sum);
      }
      int merges = ShardTree.merges(s, shardRows, m);
      for (int merge = 0; merge < merges; merge++) {
        sum = FloatVector.fromArray(SPECIES, open, top).add(sum);
        top -= LANES;
      }
      top += LANES;
      sum.intoArray(open, top);
    }
  }
}
