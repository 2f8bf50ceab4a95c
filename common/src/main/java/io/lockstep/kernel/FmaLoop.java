package io.lockstep.kernel;

/// Chains of fma that do not wait for each other, one float each. Apart from [VectorFmaLoop],
/// because a class that names a vector cannot be verified without the Vector API.
final class FmaLoop {

  static final int CHAINS = 12;
  static final int ROUNDS = 20_000;

  /// Keeps the compiler from dropping the loop.
  @SuppressWarnings("unused")
  private static volatile float sink;

  private FmaLoop() {}

  static double gigaflops() {
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
