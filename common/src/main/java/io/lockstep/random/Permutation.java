package io.lockstep.random;

/// A keyed bijection of `[0, size)` that is evaluated at any position without being stored: a
/// Feistel network over the smallest sufficient power of two, walked along its cycle until it is
/// back inside the range. Any thread while nobody calls [#turnTo]; allocates nothing once made.
///
/// @see "Black and Rogaway, Ciphers with Arbitrary Finite Domains, CT-RSA 2002, cycle walking"
public final class Permutation {

  /// Enough for statistical quality even on the smallest domains; a multiple of 4 because Philox
  /// yields four round keys at once.
  private static final int ROUNDS = 12;

  /// Domains below this are too small for a Feistel network to mix well: XOR has four examples.
  private static final int DOMAIN_BITS_MIN = 6;

  private static final long LOW = 0xFFFFFFFFL;

  private final int size;
  private final int lowBits;
  private final int highBits;
  private final int[] roundKeys = new int[ROUNDS];

  private Permutation(long key, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size %d of a permutation: at least 1".formatted(size));
    }
    this.size = size;
    int bits = Math.max(DOMAIN_BITS_MIN, 32 - Integer.numberOfLeadingZeros(size - 1));
    this.lowBits = bits / 2;
    this.highBits = bits - lowBits;
    setKey(key);
  }

  private void setKey(long key) {
    for (int at = 0; at < ROUNDS; at += 4) {
      Philox.block(key, at, 0, 0, 0, roundKeys, at);
    }
  }

  /// The order of the training examples in one epoch.
  ///
  /// @param size number of examples, at least 1
  public static Permutation ofEpoch(long seed, int epoch, int size) {
    return new Permutation(Keys.key(seed, Purpose.SHUFFLE, epoch), size);
  }

  /// Becomes the order of another epoch of as many examples. For the only user of this object.
  public void turnTo(long seed, int epoch) {
    setKey(Keys.key(seed, Purpose.SHUFFLE, epoch, roundKeys));
  }

  /// A bijection for any other purpose, such as a split.
  public static Permutation of(long seed, Purpose purpose, int stream, int size) {
    return new Permutation(Keys.key(seed, purpose, stream), size);
  }

  public int size() {
    return size;
  }

  /// The element at a position.
  ///
  /// @param position in `[0, size)`
  public int at(int position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException("position %d of %d".formatted(position, size));
    }
    int x = position;
    do {
      x = mix(x);
    } while (Integer.compareUnsigned(x, size) >= 0);
    return x;
  }

  /// One pass through the network: the halves have `lowBits` and `highBits` bits and take turns.
  private int mix(int x) {
    int lowMask = (1 << lowBits) - 1;
    int highMask = (1 << highBits) - 1;
    int low = x & lowMask;
    int high = x >>> lowBits;
    for (int round = 0; round < ROUNDS; round += 2) {
      high ^= scramble(low, roundKeys[round]) & highMask;
      low ^= scramble(high, roundKeys[round + 1]) & lowMask;
    }
    return high << lowBits | low;
  }

  /// Multiply, fold the halves of the product, multiply again: every bit of the input reaches every
  /// bit of the output. The second multiplier is a prime near 2^32 divided by the golden ratio.
  private static int scramble(int x, int roundKey) {
    long product = ((x ^ roundKey) & LOW) * 0xD2511F53L;
    int folded = (int) (product >>> 32) ^ (int) product ^ roundKey;
    folded *= 0x9E3779B1;
    return folded ^ folded >>> 16;
  }
}
