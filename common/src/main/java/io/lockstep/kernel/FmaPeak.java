package io.lockstep.kernel;

/// The most that the matrix products could reach on one core of this machine, as the loop of
/// independent fused multiply-adds measures it. For the benchmark, which prints the products as a
/// share of it: a compiler that spills an accumulator is then seen at once.
public final class FmaPeak {

  private FmaPeak() {}

  /// Billions of floating-point operations a second (a fma counts two): the best of `slices` slices
  /// of about a tenth of a millisecond on the calling thread. Cold code needs some 2000 slices.
  ///
  /// @throws IllegalArgumentException if `slices < 1`
  public static double gigaflops(int slices) {
    if (slices < 1) {
      throw new IllegalArgumentException("slices " + slices + ", at least 1 is needed");
    }
    boolean vector = KernelChoice.best() != Kernels.scalar();
    double best = 0;
    for (int i = 0; i < slices; i++) {
      best = Math.max(best, vector ? VectorFmaLoop.gigaflops() : FmaLoop.gigaflops());
    }
    return best;
  }
}
