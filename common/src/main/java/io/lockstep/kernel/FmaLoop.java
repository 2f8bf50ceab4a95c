package io.lockstep.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Chains of fma that do not wait for each other; twelve hide the latency of two units and fit in
/// 16 registers.
final class FmaLoop {

  private static final int CHAINS = 12;
  private static final int ROUNDS = 20_000;

  /// Keeps the compiler from dropping the loops.
  @SuppressWarnings("unused")
  private static volatile float sink;

  private FmaLoop() {}

  static double vectorGigaflops() {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    FloatVector x = FloatVector.broadcast(species, 0.999f);
    FloatVector y = FloatVector.broadcast(species, 0.001f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    FloatVector k = x;
    FloatVector l = x;
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    long nanos = System.nanoTime() - start;
    sink = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    return 2.0 * CHAINS * species.length() * ROUNDS / nanos;
  }

  static double scalarGigaflops() {
    float x = 0.999f;
    float y = 0.001f;
    float a = x;
    float b = x;
    float c = x;
    float d = x;
    float e = x;
    float f = x;
    float g = x;
    float h = x;
    float i = x;
    float j = x;
    float k = x;
    float l = x;
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      a = Math.fma(a, x, y);
      b = Math.fma(b, x, y);
      c = Math.fma(c, x, y);
      d = Math.fma(d, x, y);
      e = Math.fma(e, x, y);
      f = Math.fma(f, x, y);
      g = Math.fma(g, x, y);
      h = Math.fma(h, x, y);
      i = Math.fma(i, x, y);
      j = Math.fma(j, x, y);
      k = Math.fma(k, x, y);
      l = Math.fma(l, x, y);
    }
    long nanos = System.nanoTime() - start;
    sink = a + b + c + d + e + f + g + h + i + j + k + l;
    return 2.0 * CHAINS * ROUNDS / nanos;
  }
}
