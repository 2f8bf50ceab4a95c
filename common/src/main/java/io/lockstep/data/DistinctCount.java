package io.lockstep.data;

/// Counts different values up to a limit, by a hash of 64 bits: some kilobytes a column, however
/// long its cells are.
final class DistinctCount {

  private final int most;
  private long[] hashes = new long[32];
  private int count;
  private long counted;

  /// @param most different values; those that come later are not told apart
  DistinctCount(int most) {
    this.most = most;
  }

  void add(String text) {
    if (count < most) {
      long hash = text.length();
      for (int i = 0; i < text.length(); i++) {
        hash = hash * 0x9E3779B97F4A7C15L + text.charAt(i);
      }
      addHash(mixed(hash ^ 0x2545F4914F6CDD1DL));
    }
  }

  void add(double number) {
    if (count < most) {
      addHash(mixed(Double.doubleToLongBits(number + 0.0)));
    }
  }

  /// The finaliser of MurmurHash3, never 0.
  private static long mixed(long bits) {
    long hash = bits;
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }

  private void addHash(long hash) {
    counted++;
    if (put(hashes, hash)) {
      count++;
      if (count * 2 > hashes.length) {
        grow();
      }
    }
  }

  private static boolean put(long[] table, long hash) {
    int at = (int) hash & table.length - 1;
    while (table[at] != 0) {
      if (table[at] == hash) {
        return false;
      }
      at = at + 1 & table.length - 1;
    }
    table[at] = hash;
    return true;
  }

  private void grow() {
    long[] larger = new long[hashes.length * 2];
    for (long hash : hashes) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    hashes = larger;
  }

  /// Different values among the first [#counted].
  int count() {
    return count;
  }

  /// Values until the limit was reached; all of them when it was not.
  long counted() {
    return counted;
  }
}
