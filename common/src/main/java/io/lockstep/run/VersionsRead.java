package io.lockstep.run;

import java.util.Arrays;
import java.util.OptionalLong;

/// Fingerprints of versions by step, as a ledger says them; 16 bytes each.
final class VersionsRead {

  private long[] steps = new long[1024];
  private long[] versions = new long[1024];
  private int count;

  /// @param step greater than any before
  void add(long step, long version) {
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, 2 * count);
      versions = Arrays.copyOf(versions, 2 * count);
    }
    steps[count] = step;
    versions[count] = version;
    count++;
  }

  OptionalLong of(long step) {
    int at = Arrays.binarySearch(steps, 0, count, step);
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(versions[at]);
  }
}
