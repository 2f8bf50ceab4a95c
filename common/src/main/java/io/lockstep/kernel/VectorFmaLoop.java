package io.lockstep.kernel;

import static io.lockstep.kernel.FmaLoop.CHAINS;
import static io.lockstep.kernel.FmaLoop.ROUNDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Chains of fma that do not wait for each other, one vector each; twelve hide the latency of two
/// units and fit in 16 registers.
final class VectorFmaLoop {

  /// Keeps the compiler from dropping the loop.
  @SuppressWarnings("unused")
  private static volatile float sink;

  private VectorFmaLoop() {}

  static double gigaflops() {
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
}
