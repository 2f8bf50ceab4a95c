package io.lockstep.random;

/// Random words as uniform numbers.
public final class Uniform {

  private static final int BITS = 24;

  private Uniform() {}

  /// A multiple of 2^-24 in `[0, 1)`, exact in binary32.
  public static float of(int word) {
    return (word >>> 32 - BITS) * 0x1p-24f;
  }

  /// Fills `out[0, count)` with the numbers of a key from number `first` on, each a multiple of
  /// 2^-24 in `[0, 1)`: number i is word `i mod 4` of block `i / 4`.
  ///
  /// @param key from [Keys]
  /// @param first a multiple of 4
  public static void fill(long key, int first, double[] out, int count) {
    int[] words = new int[4];
    for (int i = 0; i < count; i++) {
      if (i % 4 == 0) {
        Philox.block(key, (first + i) / 4, 0, 0, 0, words, 0);
      }
      out[i] = of(words[i % 4]);
    }
  }

  /// A multiple of 2^-53 in `[0, 1)`.
  static double of(int high, int low) {
    long bits = (high & 0xFFFFFFFFL) << 21 | (low & 0xFFFFFFFFL) >>> 11;
    return bits * 0x1p-53;
  }

  /// `Uniform.of(word) < probability` as `(word >>> 8) < bound(probability)`, without a conversion
  /// per number.
  ///
  /// @param probability 0 to 1
  public static int bound(double probability) {
    return (int) Math.ceil(probability * (1 << BITS));
  }
}
