package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the products that leave out the zeros of their left matrix: rows of the
/// result by eight or four vectors. For each row, `acc = fma(value, panel[offset + column], acc)`
/// over its list in [NonZeros], each accumulator starting at its element of `from`; then, as often
/// as `merges` says, `acc = left + acc`, left being the tile of this row at the top of a stack of
/// open nodes, [#WIDTH] floats a row, those of the node below `openStep` before; then `to = acc`. A
/// pitch is the distance of rows; a pitch of 0 repeats one row.
///
/// A row at a time, since each has its zeros elsewhere. So one vector of the panel is loaded for
/// each fma, where a dense tile uses it for several rows: a processor has to load as many vectors
/// as it multiplies. With 16 lanes [SparsePairs] takes two rows.
final class SparseTiles {

  private static final VectorSpecies<Float> S = Tiles.SPECIES;
  private static final int L = Tiles.LANES;

  /// Columns of a packed panel, used or not: eight vectors.
  static final int WIDTH = 8 * L;

  /// Columns of the narrower tile.
  static final int HALF = 4 * L;

  private SparseTiles() {}

  /// Rows by `width` columns, [#WIDTH] or [#HALF].
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
    if (NonZeros.ROWS == 2) {
      SparsePairs.tiles(
          width, count, lists, list, panel, panelAt, from, fromAt, fromPitch, merges, open, openAt,
          openStep, to, toAt, toPitch);
    } else {
      rows(
          width, count, lists, list, panel, panelAt, from, fromAt, fromPitch, merges, open, openAt,
          openStep, to, toAt, toPitch);
    }
  }

  /// The same, each row having its own list.
  static void rows(
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
    if (width == WIDTH) {
      whole(
          count, lists, list, panel, panelAt, from, fromAt, fromPitch, merges, open, openAt,
          openStep, to, toAt, toPitch);
    } else {
      half(
          count, lists, list, panel, panelAt, from, fromAt, fromPitch, merges, open, openAt,
          openStep, to, toAt, toPitch);
    }
  }

  /// Rows by eight vectors.
  private static void whole(
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
    int[] lengths = lists.lengths;
    int[] offsets = lists.offsets;
    float[] values = lists.values;
    int capacity = lists.capacity;
    for (int i = 0; i < count; i++) {
      int in = fromAt + i * fromPitch;
      FloatVector s0 = fromArray(S, from, in + 0 * L);
      FloatVector s1 = fromArray(S, from, in + 1 * L);
      FloatVector s2 = fromArray(S, from, in + 2 * L);
      FloatVector s3 = fromArray(S, from, in + 3 * L);
      FloatVector s4 = fromArray(S, from, in + 4 * L);
      FloatVector s5 = fromArray(S, from, in + 5 * L);
      FloatVector s6 = fromArray(S, from, in + 6 * L);
      FloatVector s7 = fromArray(S, from, in + 7 * L);
      int begin = (list + i) * capacity;
      int end = begin + lengths[list + i];
      for (int p = begin; p < end; p++) {
        int at = panelAt + offsets[p];
        FloatVector x = FloatVector.broadcast(S, values[p]);
        s0 = x.fma(fromArray(S, panel, at + 0 * L), s0);
        s1 = x.fma(fromArray(S, panel, at + 1 * L), s1);
        s2 = x.fma(fromArray(S, panel, at + 2 * L), s2);
        s3 = x.fma(fromArray(S, panel, at + 3 * L), s3);
        s4 = x.fma(fromArray(S, panel, at + 4 * L), s4);
        s5 = x.fma(fromArray(S, panel, at + 5 * L), s5);
        s6 = x.fma(fromArray(S, panel, at + 6 * L), s6);
        s7 = x.fma(fromArray(S, panel, at + 7 * L), s7);
      }
      int left = openAt + i * WIDTH;
      for (int merge = 0; merge < merges; merge++) {
        s0 = fromArray(S, open, left + 0 * L).add(s0);
        s1 = fromArray(S, open, left + 1 * L).add(s1);
        s2 = fromArray(S, open, left + 2 * L).add(s2);
        s3 = fromArray(S, open, left + 3 * L).add(s3);
        s4 = fromArray(S, open, left + 4 * L).add(s4);
        s5 = fromArray(S, open, left + 5 * L).add(s5);
        s6 = fromArray(S, open, left + 6 * L).add(s6);
        s7 = fromArray(S, open, left + 7 * L).add(s7);
        left -= openStep;
      }
      int out = toAt + i * toPitch;
      s0.intoArray(to, out + 0 * L);
      s1.intoArray(to, out + 1 * L);
      s2.intoArray(to, out + 2 * L);
      s3.intoArray(to, out + 3 * L);
      s4.intoArray(to, out + 4 * L);
      s5.intoArray(to, out + 5 * L);
      s6.intoArray(to, out + 6 * L);
      s7.intoArray(to, out + 7 * L);
    }
  }

  /// Rows by four vectors.
  private static void half(
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
    int[] lengths = lists.lengths;
    int[] offsets = lists.offsets;
    float[] values = lists.values;
    int capacity = lists.capacity;
    for (int i = 0; i < count; i++) {
      int in = fromAt + i * fromPitch;
      FloatVector s0 = fromArray(S, from, in + 0 * L);
      FloatVector s1 = fromArray(S, from, in + 1 * L);
      FloatVector s2 = fromArray(S, from, in + 2 * L);
      FloatVector s3 = fromArray(S, from, in + 3 * L);
      int begin = (list + i) * capacity;
      int end = begin + lengths[list + i];
      for (int p = begin; p < end; p++) {
        int at = panelAt + offsets[p];
        FloatVector x = FloatVector.broadcast(S, values[p]);
        s0 = x.fma(fromArray(S, panel, at + 0 * L), s0);
        s1 = x.fma(fromArray(S, panel, at + 1 * L), s1);
        s2 = x.fma(fromArray(S, panel, at + 2 * L), s2);
        s3 = x.fma(fromArray(S, panel, at + 3 * L), s3);
      }
      int left = openAt + i * WIDTH;
      for (int merge = 0; merge < merges; merge++) {
        s0 = fromArray(S, open, left + 0 * L).add(s0);
        s1 = fromArray(S, open, left + 1 * L).add(s1);
        s2 = fromArray(S, open, left + 2 * L).add(s2);
        s3 = fromArray(S, open, left + 3 * L).add(s3);
        left -= openStep;
      }
      int out = toAt + i * toPitch;
      s0.intoArray(to, out + 0 * L);
      s1.intoArray(to, out + 1 * L);
      s2.intoArray(to, out + 2 * L);
      s3.intoArray(to, out + 3 * L);
    }
  }
}
