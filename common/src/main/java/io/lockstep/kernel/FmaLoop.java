package io.lockstep.kernel;

/// Chains of fma that do not wait for each other, one float each. Apart from [VectorFmaLoop],
/// because a class that names a vector cannot be verified without the Vector API.
final class FmaLoop {

  static final int CHAINS = 12;
  static final int ROUNDS = 20_000;

  // Not final: constants would be loaded anew for every fma.
  private static volatile float factor = 0.999f;
  private static volatile float term = 0.001f;

  /// Keeps the compiler from dropping the loop.
  @SuppressWarnings("unused")
  private static volatile float sink;

  private FmaLoop() {}

  static double gigaflops() {
    float x = factor;
    float y = term;
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
      a = Math.fma(x, y, a);
      b = Math.fma(x, y, b);
      c = Math.fma(x, y, c);
      d = Math.fma(x, y, d);
      e = Math.fma(x, y, e);
      f = Math.fma(x, y, f);
      g = Math.fma(x, y, g);
      h = Math.fma(x, y, h);
      i = Math.fma(x, y, i);
      j = Math.fma(x, y, j);
      k = Math.fma(x, y, k);
      l = Math.fma(x, y, l);
    }
    long nanos = System.nanoTime() - start;
    sink = a + b + c + d + e + f + g + h + i + j + k + l;
    return 2.0 * CHAINS * ROUNDS / nanos;
  }
}
