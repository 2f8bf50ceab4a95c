package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.PITCH;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix products, 5 rows at a time; contract in [Tiles].
///
/// Ten accumulators, two columns of b and a broadcast leave three of the 16 registers of AVX2 free.
/// Six rows would fill them. The compiler moves all loads of a basic block to its beginning and
/// then spills an accumulator in each iteration, which halves the speed; the branch that is never
/// taken ends the block in the middle of the rows.
final class Tiles5 {

  private static final VectorSpecies<Float> S = Tiles.SPECIES;
  private static final int L = Tiles.LANES;
  private static final int W = Tiles.WIDE;
  private static final int TILE = Tiles.TILE;

  private Tiles5() {}

  /// 5 rows by two vectors.
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
      if (k == Integer.MIN_VALUE - depth) {
        break; // Never.
      }
      FloatVector x3 = FloatVector.broadcast(S, a[aAt + k * PITCH + 3]);
      s3 = x3.fma(p, s3);
      t3 = x3.fma(q, t3);
      FloatVector x4 = FloatVector.broadcast(S, a[aAt + k * PITCH + 4]);
      s4 = x4.fma(p, s4);
      t4 = x4.fma(q, t4);
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
  }

  /// Tiles of 5 rows by two vectors, one for each strip.
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
      int at = aAt + strip * aStep;
      for (int k = 0; k < depth; k++) {
        FloatVector p = fromArray(S, b, bAt + k * W);
        FloatVector q = fromArray(S, b, bAt + k * W + L);
        FloatVector x0 = FloatVector.broadcast(S, a[at + k * PITCH + 0]);
        s0 = x0.fma(p, s0);
        t0 = x0.fma(q, t0);
        FloatVector x1 = FloatVector.broadcast(S, a[at + k * PITCH + 1]);
        s1 = x1.fma(p, s1);
        t1 = x1.fma(q, t1);
        FloatVector x2 = FloatVector.broadcast(S, a[at + k * PITCH + 2]);
        s2 = x2.fma(p, s2);
        t2 = x2.fma(q, t2);
        if (k == Integer.MIN_VALUE - depth) {
          break; // Never.
        }
        FloatVector x3 = FloatVector.broadcast(S, a[at + k * PITCH + 3]);
        s3 = x3.fma(p, s3);
        t3 = x3.fma(q, t3);
        FloatVector x4 = FloatVector.broadcast(S, a[at + k * PITCH + 4]);
        s4 = x4.fma(p, s4);
        t4 = x4.fma(q, t4);
      }
      int left = openAt + strip * TILE;
      for (int merge = 0; merge < merges; merge++) {
        s0 = fromArray(S, open, left + 0 * W).add(s0);
        t0 = fromArray(S, open, left + 0 * W + L).add(t0);
        s1 = fromArray(S, open, left + 1 * W).add(s1);
        t1 = fromArray(S, open, left + 1 * W + L).add(t1);
        s2 = fromArray(S, open, left + 2 * W).add(s2);
        t2 = fromArray(S, open, left + 2 * W + L).add(t2);
        s3 = fromArray(S, open, left + 3 * W).add(s3);
        t3 = fromArray(S, open, left + 3 * W + L).add(t3);
        s4 = fromArray(S, open, left + 4 * W).add(s4);
        t4 = fromArray(S, open, left + 4 * W + L).add(t4);
        left -= openStep;
      }
      int out = toAt + strip * toStep;
      s0.intoArray(to, out + 0 * toPitch);
      t0.intoArray(to, out + 0 * toPitch + L);
      s1.intoArray(to, out + 1 * toPitch);
      t1.intoArray(to, out + 1 * toPitch + L);
      s2.intoArray(to, out + 2 * toPitch);
      t2.intoArray(to, out + 2 * toPitch + L);
      s3.intoArray(to, out + 3 * toPitch);
      t3.intoArray(to, out + 3 * toPitch + L);
      s4.intoArray(to, out + 4 * toPitch);
      t4.intoArray(to, out + 4 * toPitch + L);
    }
  }

  /// 5 rows by one vector.
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
    for (int k = 0; k < depth; k++) {
      FloatVector p = fromArray(S, b, bAt + k * L);
      FloatVector x0 = FloatVector.broadcast(S, a[aAt + k * PITCH + 0]);
      s0 = x0.fma(p, s0);
      FloatVector x1 = FloatVector.broadcast(S, a[aAt + k * PITCH + 1]);
      s1 = x1.fma(p, s1);
      FloatVector x2 = FloatVector.broadcast(S, a[aAt + k * PITCH + 2]);
      s2 = x2.fma(p, s2);
      if (k == Integer.MIN_VALUE - depth) {
        break; // Never.
      }
      FloatVector x3 = FloatVector.broadcast(S, a[aAt + k * PITCH + 3]);
      s3 = x3.fma(p, s3);
      FloatVector x4 = FloatVector.broadcast(S, a[aAt + k * PITCH + 4]);
      s4 = x4.fma(p, s4);
    }
    s0.intoArray(to, toAt + 0 * toPitch);
    s1.intoArray(to, toAt + 1 * toPitch);
    s2.intoArray(to, toAt + 2 * toPitch);
    s3.intoArray(to, toAt + 3 * toPitch);
    s4.intoArray(to, toAt + 4 * toPitch);
  }

  /// Tiles of 5 rows by one vector, one for each strip.
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
      int at = aAt + strip * aStep;
      for (int k = 0; k < depth; k++) {
        FloatVector p = fromArray(S, b, bAt + k * L);
        FloatVector x0 = FloatVector.broadcast(S, a[at + k * PITCH + 0]);
        s0 = x0.fma(p, s0);
        FloatVector x1 = FloatVector.broadcast(S, a[at + k * PITCH + 1]);
        s1 = x1.fma(p, s1);
        FloatVector x2 = FloatVector.broadcast(S, a[at + k * PITCH + 2]);
        s2 = x2.fma(p, s2);
        if (k == Integer.MIN_VALUE - depth) {
          break; // Never.
        }
        FloatVector x3 = FloatVector.broadcast(S, a[at + k * PITCH + 3]);
        s3 = x3.fma(p, s3);
        FloatVector x4 = FloatVector.broadcast(S, a[at + k * PITCH + 4]);
        s4 = x4.fma(p, s4);
      }
      int left = openAt + strip * TILE;
      for (int merge = 0; merge < merges; merge++) {
        s0 = fromArray(S, open, left + 0 * L).add(s0);
        s1 = fromArray(S, open, left + 1 * L).add(s1);
        s2 = fromArray(S, open, left + 2 * L).add(s2);
        s3 = fromArray(S, open, left + 3 * L).add(s3);
        s4 = fromArray(S, open, left + 4 * L).add(s4);
        left -= openStep;
      }
      int out = toAt + strip * toStep;
      s0.intoArray(to, out + 0 * toPitch);
      s1.intoArray(to, out + 1 * toPitch);
      s2.intoArray(to, out + 2 * toPitch);
      s3.intoArray(to, out + 3 * toPitch);
      s4.intoArray(to, out + 4 * toPitch);
    }
  }
}
