package io.lockstep.kernel;

import static io.lockstep.kernel.FmaLoop.CHAINS;
import static io.lockstep.kernel.FmaLoop.ROUNDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Chains of fma that do not wait for each other, one vector each; twelve hide the latency of two
/// units and fit in 16 registers.
final class VectorFmaLoop {

  // Not final: constants would be loaded anew for every fma.
  private static volatile float factor = 0.999f;
  private static volatile float term = 0.001f;

  /// Keeps the compiler from dropping the loop.
  @SuppressWarnings("unused")
  private static volatile float sink;

  private VectorFmaLoop() {}

  static double gigaflops() {
    VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
    FloatVector x = FloatVector.broadcast(species, factor);
    FloatVector y = FloatVector.broadcast(species, term);
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
      a = x.fma(y, a);
      b = x.fma(y, b);
      c = x.fma(y, c);
      d = x.fma(y, d);
      e = x.fma(y, e);
      f = x.fma(y, f);
      g = x.fma(y, g);
      h = x.fma(y, h);
      i = x.fma(y, i);
      j = x.fma(y, j);
      k = x.fma(y, k);
      l = x.fma(y, l);
    }
    long nanos = System.nanoTime() - start;
    sink = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    return 2.0 * CHAINS * species.length() * ROUNDS / nanos;
  }
}
