package io.lockstep.reduce;

import io.lockstep.kernel.Kernels;

/// Prints of what a worker sends of a block: equal for equal bits. All that is not finite has the
/// same print, since the bits of NaN differ between machines that compute the same.
public final class BlockPrint {

  private static final long NOT_FINITE = 0x7ff8_0000_0000_0000L;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private BlockPrint() {}

  public static long ofChunk(Kernels kernels, float[] array, int at, int length) {
    return kernels.isFinite(array, at, length)
        ? kernels.fingerprint(array, at, length)
        : NOT_FINITE;
  }

  public static long ofTally(double lossSum, long correct) {
    return Double.isFinite(lossSum)
        ? mix(Double.doubleToRawLongBits(lossSum), correct)
        : NOT_FINITE;
  }

  /// Whether what has this print, a chunk or a tally, is finite.
  public static boolean isFinite(long print) {
    return print != NOT_FINITE;
  }

  /// Of a whole block.
  ///
  /// @param prints of its chunks in order, then of its tally
  public static long of(long[] prints) {
    long mixed = 0;
    for (long print : prints) {
      mixed = mix(mixed, print);
    }
    return mixed;
  }

  private static long mix(long before, long next) {
    return Long.rotateLeft((before ^ next) * MULTIPLIER, 29);
  }
}
