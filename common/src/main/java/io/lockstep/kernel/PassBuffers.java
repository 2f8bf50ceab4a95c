package io.lockstep.kernel;

/// What a kernel keeps of a block of numbers from one of its passes to the next; each thread has
/// its own. A kernel uses none while another that uses them is called.
final class PassBuffers {

  /// Floats of a block: a multiple of every vector, and few enough for all rows to stay in the
  /// nearest cache.
  static final int BLOCK = 512;

  private static final ThreadLocal<PassBuffers> OF_THREAD =
      ThreadLocal.withInitial(PassBuffers::new);

  final float[] first = new float[BLOCK];
  final float[] second = new float[BLOCK];
  final float[] third = new float[BLOCK];

  private PassBuffers() {}

  static PassBuffers ofThread() {
    return OF_THREAD.get();
  }
}
