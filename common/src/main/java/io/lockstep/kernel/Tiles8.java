package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.PITCH;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix products, 8 rows at a time; contract in [Tiles].
///
/// Sixteen accumulators, two columns of b and a broadcast: for machines with 32 vector registers
/// (AVX-512, NEON). One spilled accumulator halves the speed, so look at the loop before changing
/// it.
final class Tiles8 {

  private static final VectorSpecies<Float> S = Tiles.SPECIES;
  private static final int L = Tiles.LANES;
  private static final int W = Tiles.WIDE;
  private static final int TILE = Tiles.TILE;

  /// Neutral in addition: -0 + x is x for every x, signed zeros included.
  private static final float[] NOTHING = new float[W];

  static {
    Arrays.fill(NOTHING, -0f);
  }

  private Tiles8() {}

  /// 8 rows by two vectors.
  static void wide(
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] to,
      int toAt,
      int toPitch) {
    FloatVector s0 = fromArray(S, from, fromAt + 0 * fromPitch);
    FloatVector t0 = fromArray(S, from, fromAt + 0 * fromPitch + L);
    FloatVector s1 = fromArray(S, from, fromAt + 1 * fromPitch);
    FloatVector t1 = fromArray(S, from, fromAt + 1 * fromPitch + L);
    FloatVector s2 = fromArray(S, from, fromAt + 2 * fromPitch);
    FloatVector t2 = fromArray(S, from, fromAt + 2 * fromPitch + L);
    FloatVector s3 = fromArray(S, from, fromAt + 3 * fromPitch);
    FloatVector t3 = fromArray(S, from, fromAt + 3 * fromPitch + L);
    FloatVector s4 = fromArray(S, from, fromAt + 4 * fromPitch);
    FloatVector t4 = fromArray(S, from, fromAt + 4 * fromPitch + L);
    FloatVector s5 = fromArray(S, from, fromAt + 5 * fromPitch);
    FloatVector t5 = fromArray(S, from, fromAt + 5 * fromPitch + L);
    FloatVector s6 = fromArray(S, from, fromAt + 6 * fromPitch);
    FloatVector t6 = fromArray(S, from, fromAt + 6 * fromPitch + L);
    FloatVector s7 = fromArray(S, from, fromAt + 7 * fromPitch);
    FloatVector t7 = fromArray(S, from, fromAt + 7 * fromPitch + L);
    for (int k = 0; k < depth; k++) {
      FloatVector p = fromArray(S, b, bAt + k * W);
      FloatVector q = fromArray(S, b, bAt + k * W + L);
      FloatVector x0 = FloatVector.broadcast(S, a[aAt + k * PITCH + 0]);
      s0 = x0.fma(p, s0);
      t0 = x0.fma(q, t0);
      FloatVector x1 = FloatVector.broadcast(S, a[aAt + k * PITCH + 1]);
      s1 = x1.fma(p, s1);
      t1 = x1.fma(q, t1);
      FloatVector x2 = FloatVector.broadcast(S, a[aAt + k * PITCH + 2]);
      s2 = x2.fma(p, s2);
      t2 = x2.fma(q, t2);
      FloatVector x3 = FloatVector.broadcast(S, a[aAt + k * PITCH + 3]);
      s3 = x3.fma(p, s3);
      t3 = x3.fma(q, t3);
      FloatVector x4 = FloatVector.broadcast(S, a[aAt + k * PITCH + 4]);
      s4 = x4.fma(p, s4);
      t4 = x4.fma(q, t4);
      FloatVector x5 = FloatVector.broadcast(S, a[aAt + k * PITCH + 5]);
      s5 = x5.fma(p, s5);
      t5 = x5.fma(q, t5);
      FloatVector x6 = FloatVector.broadcast(S, a[aAt + k * PITCH + 6]);
      s6 = x6.fma(p, s6);
      t6 = x6.fma(q, t6);
      FloatVector x7 = FloatVector.broadcast(S, a[aAt + k * PITCH + 7]);
      s7 = x7.fma(p, s7);
      t7 = x7.fma(q, t7);
    }
    s0.intoArray(to, toAt + 0 * toPitch);
    t0.intoArray(to, toAt + 0 * toPitch + L);
    s1.intoArray(to, toAt + 1 * toPitch);
    t1.intoArray(to, toAt + 1 * toPitch + L);
    s2.intoArray(to, toAt + 2 * toPitch);
    t2.intoArray(to, toAt + 2 * toPitch + L);
    s3.intoArray(to, toAt + 3 * toPitch);
    t3.intoArray(to, toAt + 3 * toPitch + L);
    s4.intoArray(to, toAt + 4 * toPitch);
    t4.intoArray(to, toAt + 4 * toPitch + L);
    s5.intoArray(to, toAt + 5 * toPitch);
    t5.intoArray(to, toAt + 5 * toPitch + L);
    s6.intoArray(to, toAt + 6 * toPitch);
    t6.intoArray(to, toAt + 6 * toPitch + L);
    s7.intoArray(to, toAt + 7 * toPitch);
    t7.intoArray(to, toAt + 7 * toPitch + L);
  }

  /// Tiles of 8 rows by two vectors, one for each strip. The first merge is made in registers.
  static void wideOfShard(
      int count,
      int depth,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int merges,
      float[] open,
      int openAt,
      int openStep,
      float[] to,
      int toAt,
      int toStep,
      int toPitch) {
    for (int strip = 0; strip < count; strip++) {
      int at = aAt + strip * aStep;
      int left = openAt + strip * TILE;
      int out = toAt + strip * toStep;
      if (merges == 0) {
        wideOfShard(depth, a, at, b, bAt, NOTHING, 0, 0, to, out, toPitch);
      } else if (merges == 1) {
        wideOfShard(depth, a, at, b, bAt, open, left, W, to, out, toPitch);
      } else {
        wideOfShard(depth, a, at, b, bAt, open, left, W, open, left, W);
        merge(open, left, openStep, merges - 1, to, out, toPitch);
      }
    }
  }

  /// 8 rows by two vectors, from 0; `to = left + acc`. A left pitch of 0 repeats one row.
  private static void wideOfShard(
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] left,
      int leftAt,
      int leftPitch,
      float[] to,
      int toAt,
      int toPitch) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = FloatVector.zero(S);
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = FloatVector.zero(S);
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = FloatVector.zero(S);
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = FloatVector.zero(S);
    FloatVector s4 = FloatVector.zero(S);
    FloatVector t4 = FloatVector.zero(S);
    FloatVector s5 = FloatVector.zero(S);
    FloatVector t5 = FloatVector.zero(S);
    FloatVector s6 = FloatVector.zero(S);
    FloatVector t6 = FloatVector.zero(S);
    FloatVector s7 = FloatVector.zero(S);
    FloatVector t7 = FloatVector.zero(S);
    for (int k = 0; k < depth; k++) {
      FloatVector p = fromArray(S, b, bAt + k * W);
      FloatVector q = fromArray(S, b, bAt + k * W + L);
      FloatVector x0 = FloatVector.broadcast(S, a[aAt + k * PITCH + 0]);
      s0 = x0.fma(p, s0);
      t0 = x0.fma(q, t0);
      FloatVector x1 = FloatVector.broadcast(S, a[aAt + k * PITCH + 1]);
      s1 = x1.fma(p, s1);
      t1 = x1.fma(q, t1);
      FloatVector x2 = FloatVector.broadcast(S, a[aAt + k * PITCH + 2]);
      s2 = x2.fma(p, s2);
      t2 = x2.fma(q, t2);
      FloatVector x3 = FloatVector.broadcast(S, a[aAt + k * PITCH + 3]);
      s3 = x3.fma(p, s3);
      t3 = x3.fma(q, t3);
      FloatVector x4 = FloatVector.broadcast(S, a[aAt + k * PITCH + 4]);
      s4 = x4.fma(p, s4);
      t4 = x4.fma(q, t4);
      FloatVector x5 = FloatVector.broadcast(S, a[aAt + k * PITCH + 5]);
      s5 = x5.fma(p, s5);
      t5 = x5.fma(q, t5);
      FloatVector x6 = FloatVector.broadcast(S, a[aAt + k * PITCH + 6]);
      s6 = x6.fma(p, s6);
      t6 = x6.fma(q, t6);
      FloatVector x7 = FloatVector.broadcast(S, a[aAt + k * PITCH + 7]);
      s7 = x7.fma(p, s7);
      t7 = x7.fma(q, t7);
    }
    fromArray(S, left, leftAt + 0 * leftPitch).add(s0).intoArray(to, toAt + 0 * toPitch);
    fromArray(S, left, leftAt + 0 * leftPitch + L).add(t0).intoArray(to, toAt + 0 * toPitch + L);
    fromArray(S, left, leftAt + 1 * leftPitch).add(s1).intoArray(to, toAt + 1 * toPitch);
    fromArray(S, left, leftAt + 1 * leftPitch + L).add(t1).intoArray(to, toAt + 1 * toPitch + L);
    fromArray(S, left, leftAt + 2 * leftPitch).add(s2).intoArray(to, toAt + 2 * toPitch);
    fromArray(S, left, leftAt + 2 * leftPitch + L).add(t2).intoArray(to, toAt + 2 * toPitch + L);
    fromArray(S, left, leftAt + 3 * leftPitch).add(s3).intoArray(to, toAt + 3 * toPitch);
    fromArray(S, left, leftAt + 3 * leftPitch + L).add(t3).intoArray(to, toAt + 3 * toPitch + L);
    fromArray(S, left, leftAt + 4 * leftPitch).add(s4).intoArray(to, toAt + 4 * toPitch);
    fromArray(S, left, leftAt + 4 * leftPitch + L).add(t4).intoArray(to, toAt + 4 * toPitch + L);
    fromArray(S, left, leftAt + 5 * leftPitch).add(s5).intoArray(to, toAt + 5 * toPitch);
    fromArray(S, left, leftAt + 5 * leftPitch + L).add(t5).intoArray(to, toAt + 5 * toPitch + L);
    fromArray(S, left, leftAt + 6 * leftPitch).add(s6).intoArray(to, toAt + 6 * toPitch);
    fromArray(S, left, leftAt + 6 * leftPitch + L).add(t6).intoArray(to, toAt + 6 * toPitch + L);
    fromArray(S, left, leftAt + 7 * leftPitch).add(s7).intoArray(to, toAt + 7 * toPitch);
    fromArray(S, left, leftAt + 7 * leftPitch + L).add(t7).intoArray(to, toAt + 7 * toPitch + L);
  }

  /// Adds a tile, as right child, to those under it on the stack, nearest first.
  private static void merge(
      float[] open, int at, int step, int merges, float[] to, int toAt, int toPitch) {
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < W; column += L) {
        int place = at + row * W + column;
        FloatVector sum = fromArray(S, open, place);
        for (int merge = 1; merge <= merges; merge++) {
          sum = fromArray(S, open, place - merge * step).add(sum);
        }
        sum.intoArray(to, toAt + row * toPitch + column);
      }
    }
  }

  /// 8 rows by one vector.
  static void narrow(
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] from,
      int fromAt,
      int fromPitch,
      float[] to,
      int toAt,
      int toPitch) {
    FloatVector s0 = fromArray(S, from, fromAt + 0 * fromPitch);
    FloatVector s1 = fromArray(S, from, fromAt + 1 * fromPitch);
    FloatVector s2 = fromArray(S, from, fromAt + 2 * fromPitch);
    FloatVector s3 = fromArray(S, from, fromAt + 3 * fromPitch);
    FloatVector s4 = fromArray(S, from, fromAt + 4 * fromPitch);
    FloatVector s5 = fromArray(S, from, fromAt + 5 * fromPitch);
    FloatVector s6 = fromArray(S, from, fromAt + 6 * fromPitch);
    FloatVector s7 = fromArray(S, from, fromAt + 7 * fromPitch);
    for (int k = 0; k < depth; k++) {
      FloatVector p = fromArray(S, b, bAt + k * L);
      FloatVector x0 = FloatVector.broadcast(S, a[aAt + k * PITCH + 0]);
      s0 = x0.fma(p, s0);
      FloatVector x1 = FloatVector.broadcast(S, a[aAt + k * PITCH + 1]);
      s1 = x1.fma(p, s1);
      FloatVector x2 = FloatVector.broadcast(S, a[aAt + k * PITCH + 2]);
      s2 = x2.fma(p, s2);
      FloatVector x3 = FloatVector.broadcast(S, a[aAt + k * PITCH + 3]);
      s3 = x3.fma(p, s3);
      FloatVector x4 = FloatVector.broadcast(S, a[aAt + k * PITCH + 4]);
      s4 = x4.fma(p, s4);
      FloatVector x5 = FloatVector.broadcast(S, a[aAt + k * PITCH + 5]);
      s5 = x5.fma(p, s5);
      FloatVector x6 = FloatVector.broadcast(S, a[aAt + k * PITCH + 6]);
      s6 = x6.fma(p, s6);
      FloatVector x7 = FloatVector.broadcast(S, a[aAt + k * PITCH + 7]);
      s7 = x7.fma(p, s7);
    }
    s0.intoArray(to, toAt + 0 * toPitch);
    s1.intoArray(to, toAt + 1 * toPitch);
    s2.intoArray(to, toAt + 2 * toPitch);
    s3.intoArray(to, toAt + 3 * toPitch);
    s4.intoArray(to, toAt + 4 * toPitch);
    s5.intoArray(to, toAt + 5 * toPitch);
    s6.intoArray(to, toAt + 6 * toPitch);
    s7.intoArray(to, toAt + 7 * toPitch);
  }

  /// Tiles of 8 rows by one vector, one for each strip.
  static void narrowOfShard(
      int count,
      int depth,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int merges,
      float[] open,
      int openAt,
      int openStep,
      float[] to,
      int toAt,
      int toStep,
      int toPitch) {
    for (int strip = 0; strip < count; strip++) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      FloatVector s4 = FloatVector.zero(S);
      FloatVector s5 = FloatVector.zero(S);
      FloatVector s6 = FloatVector.zero(S);
      FloatVector s7 = FloatVector.zero(S);
      int at = aAt + strip * aStep;
      for (int k = 0; k < depth; k++) {
        FloatVector p = fromArray(S, b, bAt + k * L);
        FloatVector x0 = FloatVector.broadcast(S, a[at + k * PITCH + 0]);
        s0 = x0.fma(p, s0);
        FloatVector x1 = FloatVector.broadcast(S, a[at + k * PITCH + 1]);
        s1 = x1.fma(p, s1);
        FloatVector x2 = FloatVector.broadcast(S, a[at + k * PITCH + 2]);
        s2 = x2.fma(p, s2);
        FloatVector x3 = FloatVector.broadcast(S, a[at + k * PITCH + 3]);
        s3 = x3.fma(p, s3);
        FloatVector x4 = FloatVector.broadcast(S, a[at + k * PITCH + 4]);
        s4 = x4.fma(p, s4);
        FloatVector x5 = FloatVector.broadcast(S, a[at + k * PITCH + 5]);
        s5 = x5.fma(p, s5);
        FloatVector x6 = FloatVector.broadcast(S, a[at + k * PITCH + 6]);
        s6 = x6.fma(p, s6);
        FloatVector x7 = FloatVector.broadcast(S, a[at + k * PITCH + 7]);
        s7 = x7.fma(p, s7);
      }
      int left = openAt + strip * TILE;
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
      int out = toAt + strip * toStep;
      s0.intoArray(to, out + 0 * toPitch);
      s1.intoArray(to, out + 1 * toPitch);
      s2.intoArray(to, out + 2 * toPitch);
      s3.intoArray(to, out + 3 * toPitch);
      s4.intoArray(to, out + 4 * toPitch);
      s5.intoArray(to, out + 5 * toPitch);
      s6.intoArray(to, out + 6 * toPitch);
      s7.intoArray(to, out + 7 * toPitch);
    }
  }
}
