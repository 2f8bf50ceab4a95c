package io.lockstep.random;

/// The counter-based generator Philox 4x32-10: a keyed bijection on blocks of four 32-bit words.
///
/// @see "Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011"
public final class Philox {

  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /// Writes the block of four words of counter `(c0, c1, c2, c3)` to `out[at, at + 4)`.
  ///
  /// @param key low half is the first key word, high half the second
  public static void block(long key, int c0, int c1, int c2, int c3, int[] out, int at) {
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    int x0 = c0;
    int x1 = c1;
    int x2 = c2;
    int x3 = c3;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (x0 & LOW);
      long product1 = MULTIPLIER_1 * (x2 & LOW);
      x0 = (int) (product1 >>> 32) ^ x1 ^ key0;
      x1 = (int) product1;
      x2 = (int) (product0 >>> 32) ^ x3 ^ key1;
      x3 = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
  }

  /// Replaces the counters `(c0[i], c1[i], c2[i], c3[i])`, i in `[0, count)`, by their blocks.
  /// Words are kept in longs, upper halves 0, so that the compiler makes vector code of it: about
  /// five times as fast as [#block] one by one.
  public static void blocks(long key, long[] c0, long[] c1, long[] c2, long[] c3, int count) {
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long addend0 = key0 & LOW;
      long addend1 = key1 & LOW;
      for (int i = 0; i < count; i++) {
        long product0 = MULTIPLIER_0 * c0[i];
        long product1 = MULTIPLIER_1 * c2[i];
        c0[i] = product1 >>> 32 ^ c1[i] ^ addend0;
        c1[i] = product1 & LOW;
        c2[i] = product0 >>> 32 ^ c3[i] ^ addend1;
        c3[i] = product0 & LOW;
      }
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
  }
}
