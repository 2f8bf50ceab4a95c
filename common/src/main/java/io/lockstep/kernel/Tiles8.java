package io.lockstep.kernel;

import static io.lockstep.kernel.Tiles.PITCH;
import static jdk.incubator.vector.FloatVector.fromArray;

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
      float[] left,
      int leftAt,
      int leftPitch,
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
      float[] left,
      int leftAt,
      int leftPitch,
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
    fromArray(S, left, leftAt + 0 * leftPitch).add(s0).intoArray(to, toAt + 0 * toPitch);
    fromArray(S, left, leftAt + 1 * leftPitch).add(s1).intoArray(to, toAt + 1 * toPitch);
    fromArray(S, left, leftAt + 2 * leftPitch).add(s2).intoArray(to, toAt + 2 * toPitch);
    fromArray(S, left, leftAt + 3 * leftPitch).add(s3).intoArray(to, toAt + 3 * toPitch);
    fromArray(S, left, leftAt + 4 * leftPitch).add(s4).intoArray(to, toAt + 4 * toPitch);
    fromArray(S, left, leftAt + 5 * leftPitch).add(s5).intoArray(to, toAt + 5 * toPitch);
    fromArray(S, left, leftAt + 6 * leftPitch).add(s6).intoArray(to, toAt + 6 * toPitch);
    fromArray(S, left, leftAt + 7 * leftPitch).add(s7).intoArray(to, toAt + 7 * toPitch);
  }
}
