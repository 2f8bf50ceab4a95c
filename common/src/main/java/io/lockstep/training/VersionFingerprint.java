package io.lockstep.training;

import io.lockstep.kernel.Kernels;

/// Names a version in the ledger: fingerprints of aligned runs of 65 536 floats, mixed in order. It
/// does not depend on how chunks are cut for the wire.
public final class VersionFingerprint {

  /// Floats of a run.
  public static final int RUN = 65_536;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private VersionFingerprint() {}

  public static long of(Kernels kernels, float[] parameters) {
    long mixed = 0;
    for (int from = 0; from < parameters.length; from += RUN) {
      mixed =
          mix(
              mixed,
              kernels.fingerprint(parameters, from, Math.min(RUN, parameters.length - from)));
    }
    return mixed;
  }

  /// The same from fingerprints of the runs taken elsewhere.
  public static long ofRuns(long[] runs) {
    long mixed = 0;
    for (long run : runs) {
      mixed = mix(mixed, run);
    }
    return mixed;
  }

  private static long mix(long before, long run) {
    return Long.rotateLeft((before ^ run) * MULTIPLIER, 29);
  }
}
