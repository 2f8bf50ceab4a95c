package io.lockstep.kernel;

import static io.lockstep.kernel.SparseTiles.WIDTH;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the products that leave out zeros, two rows at a time; contract in
/// [SparseTiles].
///
/// Both rows share the list of those columns in which either has an element other than 0, so each
/// vector of the panel is loaded once for two fmas. With 16 lanes that pays for the zeros that are
/// multiplied: most loads lie across two cache lines then, and take two cycles where an fma takes
/// one. Sixteen accumulators, a vector of the panel and two broadcasts: for machines with 32 vector
/// registers.
final class SparsePairs {

  private static final VectorSpecies<Float> S = Tiles.SPECIES;
  private static final int L = Tiles.LANES;

  /// Neutral in addition: -0 + x is x for every x, signed zeros included.
  private static final float[] NOTHING = new float[WIDTH];

  static {
    Arrays.fill(NOTHING, -0f);
  }

  private SparsePairs() {}

  /// Rows by `width` columns.
  static void tiles(
      int width,
      int count,
      NonZeros lists,
      int list,
      float[] panel,
      int panelAt,
      float[] from,
      int fromAt,
      int fromPitch,
      int merges,
      float[] open,
      int openAt,
      int openStep,
      float[] to,
      int toAt,
      int toPitch) {
    for (int i = 0; i + 1 < count; i += 2) {
      int pair = list + i / 2;
      int in = fromAt + i * fromPitch;
      int top = openAt + i * WIDTH;
      int out = toAt + i * toPitch;
      if (merges == 0) {
        pair(
            width, lists, pair, panel, panelAt, from, in, fromPitch, NOTHING, 0, 0, to, out,
            toPitch);
      } else if (merges == 1) {
        pair(
            width, lists, pair, panel, panelAt, from, in, fromPitch, open, top, WIDTH, to, out,
            toPitch);
      } else {
        pair(
            width, lists, pair, panel, panelAt, from, in, fromPitch, open, top, WIDTH, open, top,
            WIDTH);
        merge(width, open, top, openStep, merges - 1, to, out);
        merge(width, open, top + WIDTH, openStep, merges - 1, to, out + toPitch);
      }
    }
    if (count % 2 != 0) {
      int i = count - 1;
      SparseTiles.rows(
          width,
          1,
          lists,
          list + i / 2,
          panel,
          panelAt,
          from,
          fromAt + i * fromPitch,
          0,
          merges,
          open,
          openAt + i * WIDTH,
          openStep,
          to,
          toAt + i * toPitch,
          0);
    }
  }

  private static void pair(
      int width,
      NonZeros lists,
      int list,
      float[] panel,
      int panelAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] left,
      int leftAt,
      int leftPitch,
      float[] to,
      int toAt,
      int toPitch) {
    int begin = list * lists.capacity;
    int end = begin + lists.lengths[list];
    if (width == WIDTH) {
      whole(
          lists, begin, end, panel, panelAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to,
          toAt, toPitch);
    } else {
      half(
          lists, begin, end, panel, panelAt, from, fromAt, fromPitch, left, leftAt, leftPitch, to,
          toAt, toPitch);
    }
  }

  /// Two rows by eight vectors, `to = left + acc`.
  private static void whole(
      NonZeros lists,
      int begin,
      int end,
      float[] panel,
      int panelAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] left,
      int leftAt,
      int leftPitch,
      float[] to,
      int toAt,
      int toPitch) {
    FloatVector s0 = fromArray(S, from, fromAt + 0 * L);
    FloatVector s1 = fromArray(S, from, fromAt + 1 * L);
    FloatVector s2 = fromArray(S, from, fromAt + 2 * L);
    FloatVector s3 = fromArray(S, from, fromAt + 3 * L);
    FloatVector s4 = fromArray(S, from, fromAt + 4 * L);
    FloatVector s5 = fromArray(S, from, fromAt + 5 * L);
    FloatVector s6 = fromArray(S, from, fromAt + 6 * L);
    FloatVector s7 = fromArray(S, from, fromAt + 7 * L);
    FloatVector t0 = fromArray(S, from, fromAt + fromPitch + 0 * L);
    FloatVector t1 = fromArray(S, from, fromAt + fromPitch + 1 * L);
    FloatVector t2 = fromArray(S, from, fromAt + fromPitch + 2 * L);
    FloatVector t3 = fromArray(S, from, fromAt + fromPitch + 3 * L);
    FloatVector t4 = fromArray(S, from, fromAt + fromPitch + 4 * L);
    FloatVector t5 = fromArray(S, from, fromAt + fromPitch + 5 * L);
    FloatVector t6 = fromArray(S, from, fromAt + fromPitch + 6 * L);
    FloatVector t7 = fromArray(S, from, fromAt + fromPitch + 7 * L);
    for (int p = begin; p < end; p++) {
      int at = panelAt + lists.offsets[p];
      FloatVector x = FloatVector.broadcast(S, lists.values[p]);
      FloatVector y = FloatVector.broadcast(S, lists.second[p]);
      FloatVector b0 = fromArray(S, panel, at + 0 * L);
      s0 = x.fma(b0, s0);
      t0 = y.fma(b0, t0);
      FloatVector b1 = fromArray(S, panel, at + 1 * L);
      s1 = x.fma(b1, s1);
      t1 = y.fma(b1, t1);
      FloatVector b2 = fromArray(S, panel, at + 2 * L);
      s2 = x.fma(b2, s2);
      t2 = y.fma(b2, t2);
      FloatVector b3 = fromArray(S, panel, at + 3 * L);
      s3 = x.fma(b3, s3);
      t3 = y.fma(b3, t3);
      FloatVector b4 = fromArray(S, panel, at + 4 * L);
      s4 = x.fma(b4, s4);
      t4 = y.fma(b4, t4);
      FloatVector b5 = fromArray(S, panel, at + 5 * L);
      s5 = x.fma(b5, s5);
      t5 = y.fma(b5, t5);
      FloatVector b6 = fromArray(S, panel, at + 6 * L);
      s6 = x.fma(b6, s6);
      t6 = y.fma(b6, t6);
      s7 = x.fma(fromArray(S, panel, at + 7 * L), s7);
      t7 = y.fma(fromArray(S, panel, at + 7 * L), t7);
    }
    fromArray(S, left, leftAt + 0 * L).add(s0).intoArray(to, toAt + 0 * L);
    fromArray(S, left, leftAt + 1 * L).add(s1).intoArray(to, toAt + 1 * L);
    fromArray(S, left, leftAt + 2 * L).add(s2).intoArray(to, toAt + 2 * L);
    fromArray(S, left, leftAt + 3 * L).add(s3).intoArray(to, toAt + 3 * L);
    fromArray(S, left, leftAt + 4 * L).add(s4).intoArray(to, toAt + 4 * L);
    fromArray(S, left, leftAt + 5 * L).add(s5).intoArray(to, toAt + 5 * L);
    fromArray(S, left, leftAt + 6 * L).add(s6).intoArray(to, toAt + 6 * L);
    fromArray(S, left, leftAt + 7 * L).add(s7).intoArray(to, toAt + 7 * L);
    fromArray(S, left, leftAt + leftPitch + 0 * L).add(t0).intoArray(to, toAt + toPitch + 0 * L);
    fromArray(S, left, leftAt + leftPitch + 1 * L).add(t1).intoArray(to, toAt + toPitch + 1 * L);
    fromArray(S, left, leftAt + leftPitch + 2 * L).add(t2).intoArray(to, toAt + toPitch + 2 * L);
    fromArray(S, left, leftAt + leftPitch + 3 * L).add(t3).intoArray(to, toAt + toPitch + 3 * L);
    fromArray(S, left, leftAt + leftPitch + 4 * L).add(t4).intoArray(to, toAt + toPitch + 4 * L);
    fromArray(S, left, leftAt + leftPitch + 5 * L).add(t5).intoArray(to, toAt + toPitch + 5 * L);
    fromArray(S, left, leftAt + leftPitch + 6 * L).add(t6).intoArray(to, toAt + toPitch + 6 * L);
    fromArray(S, left, leftAt + leftPitch + 7 * L).add(t7).intoArray(to, toAt + toPitch + 7 * L);
  }

  /// Two rows by four vectors, `to = left + acc`.
  private static void half(
      NonZeros lists,
      int begin,
      int end,
      float[] panel,
      int panelAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] left,
      int leftAt,
      int leftPitch,
      float[] to,
      int toAt,
      int toPitch) {
    FloatVector s0 = fromArray(S, from, fromAt + 0 * L);
    FloatVector s1 = fromArray(S, from, fromAt + 1 * L);
    FloatVector s2 = fromArray(S, from, fromAt + 2 * L);
    FloatVector s3 = fromArray(S, from, fromAt + 3 * L);
    FloatVector t0 = fromArray(S, from, fromAt + fromPitch + 0 * L);
    FloatVector t1 = fromArray(S, from, fromAt + fromPitch + 1 * L);
    FloatVector t2 = fromArray(S, from, fromAt + fromPitch + 2 * L);
    FloatVector t3 = fromArray(S, from, fromAt + fromPitch + 3 * L);
    for (int p = begin; p < end; p++) {
      int at = panelAt + lists.offsets[p];
      FloatVector x = FloatVector.broadcast(S, lists.values[p]);
      FloatVector y = FloatVector.broadcast(S, lists.second[p]);
      FloatVector b0 = fromArray(S, panel, at + 0 * L);
      s0 = x.fma(b0, s0);
      t0 = y.fma(b0, t0);
      FloatVector b1 = fromArray(S, panel, at + 1 * L);
      s1 = x.fma(b1, s1);
      t1 = y.fma(b1, t1);
      FloatVector b2 = fromArray(S, panel, at + 2 * L);
      s2 = x.fma(b2, s2);
      t2 = y.fma(b2, t2);
      s3 = x.fma(fromArray(S, panel, at + 3 * L), s3);
      t3 = y.fma(fromArray(S, panel, at + 3 * L), t3);
    }
    fromArray(S, left, leftAt + 0 * L).add(s0).intoArray(to, toAt + 0 * L);
    fromArray(S, left, leftAt + 1 * L).add(s1).intoArray(to, toAt + 1 * L);
    fromArray(S, left, leftAt + 2 * L).add(s2).intoArray(to, toAt + 2 * L);
    fromArray(S, left, leftAt + 3 * L).add(s3).intoArray(to, toAt + 3 * L);
    fromArray(S, left, leftAt + leftPitch + 0 * L).add(t0).intoArray(to, toAt + toPitch + 0 * L);
    fromArray(S, left, leftAt + leftPitch + 1 * L).add(t1).intoArray(to, toAt + toPitch + 1 * L);
    fromArray(S, left, leftAt + leftPitch + 2 * L).add(t2).intoArray(to, toAt + toPitch + 2 * L);
    fromArray(S, left, leftAt + leftPitch + 3 * L).add(t3).intoArray(to, toAt + toPitch + 3 * L);
  }

  /// Adds a row, as right child, to those under it on the stack, nearest first.
  private static void merge(
      int width, float[] open, int at, int step, int merges, float[] to, int toAt) {
    for (int j = 0; j < width; j += L) {
      FloatVector sum = fromArray(S, open, at + j);
      for (int merge = 1; merge <= merges; merge++) {
        sum = fromArray(S, open, at - merge * step + j).add(sum);
      }
      sum.intoArray(to, toAt + j);
    }
  }
}
