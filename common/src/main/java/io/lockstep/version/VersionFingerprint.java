package io.lockstep.version;

import io.lockstep.kernel.Kernels;

/// Names a version in the ledger: fingerprints of aligned stretches of 65 536 floats, mixed in
/// order. It does not depend on how chunks are cut for the wire.
public final class VersionFingerprint {

  /// Floats of a stretch.
  public static final int STRETCH = 65_536;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private VersionFingerprint() {}

  /// How many stretches a flat vector has.
  static int stretches(int length) {
    return Math.ceilDiv(length, STRETCH);
  }

  /// Floats of a stretch of a flat vector: the last may be shorter.
  static int floats(int stretch, int length) {
    return Math.min(STRETCH, length - stretch * STRETCH);
  }

  public static long of(Kernels kernels, float[] parameters) {
    long mixed = 0;
    for (int from = 0; from < parameters.length; from += STRETCH) {
      mixed =
          mix(
              mixed,
              kernels.fingerprint(parameters, from, Math.min(STRETCH, parameters.length - from)));
    }
    return mixed;
  }

  /// The same from fingerprints of the stretches taken elsewhere.
  public static long ofStretches(long[] stretches) {
    long mixed = 0;
    for (long stretch : stretches) {
      mixed = mix(mixed, stretch);
    }
    return mixed;
  }

  private static long mix(long before, long stretch) {
    return Long.rotateLeft((before ^ stretch) * MULTIPLIER, 29);
  }
}
