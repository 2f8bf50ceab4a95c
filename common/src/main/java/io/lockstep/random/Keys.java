package io.lockstep.random;

/// Keys of [Philox], derived from the seed of the run by Philox itself.
public final class Keys {

  /// Keeps the counters of key derivation apart from every other counter under the same seed.
  private static final int DOMAIN = 0x6B657973;

  private Keys() {}

  /// The key of one stream of random numbers.
  ///
  /// @param stream which of several streams of this purpose, such as the index of a layer or the
  ///   number of an epoch; 0 when there is only one
  public static long key(long seed, Purpose purpose, int stream) {
    return key(seed, purpose, stream, new int[4]);
  }

  /// The same without allocating; overwrites the first four of `words`.
  static long key(long seed, Purpose purpose, int stream, int[] words) {
    Philox.block(seed, purpose.code(), stream, 0, DOMAIN, words, 0);
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << 32;
  }
}
