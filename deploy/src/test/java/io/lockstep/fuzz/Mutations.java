package io.lockstep.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damaged copies of valid examples: bits flipped, bytes replaced, pieces cut out, doubled or taken
/// from another example, ends cut off, numbers pushed to their limits. The same seed gives the same
/// ones.
final class Mutations {

  private static final int CHANGES_MAX = 4;
  private static final int PIECE_MAX = 64;
  private static final List<String> WORDS =
      List.of(
          "-1",
          "0",
          "2147483648",
          "999999999",
          "1e999",
          "NaN",
          "null",
          "[]",
          "{}",
          "\"\"",
          "\n",
          "\u0000",
          "\ufeff",
          "\\u0000",
          "*a",
          "&a",
          "!!x",
          "%YAML 9.9\n",
          ",",
          ";",
          "\"",
          "'",
          "{",
          "[",
          ": ",
          "\t",
          "é",
          "..");

  private final List<byte[]> examples;
  private final Random random;

  Mutations(List<byte[]> examples, long seed) {
    this.examples = List.copyOf(examples);
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] bytes = any().clone();
    for (int changes = 1 + random.nextInt(CHANGES_MAX); changes > 0; changes--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(PIECE_MAX));
    return switch (random.nextInt(10)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 2 -> spliced(bytes, at, end, new byte[0]);
      case 3 ->
          spliced(
              bytes,
              at,
              at,
              WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
      case 4 -> spliced(bytes, at, end, piece());
      case 5 -> spliced(bytes, at, Math.min(bytes.length, at + 4), limit());
      case 6 -> spliced(bytes, at, Math.min(bytes.length, at + 1), one());
      case 7 -> flipped(bytes, at);
      default -> word(bytes, at);
    };
  }

  /// Another word in place of the one at or after this place.
  private byte[] word(byte[] bytes, int at) {
    int from = at;
    while (from < bytes.length && !isOfWord(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isOfWord(bytes[to])) {
      to++;
    }
    return spliced(
        bytes, from, to, WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOfWord(byte one) {
    return Character.isLetterOrDigit(one) || one == '-' || one == '_' || one == '.' || one == '"';
  }

  private byte[] any() {
    return examples.get(random.nextInt(examples.size()));
  }

  private byte[] piece() {
    byte[] other = any();
    int from = random.nextInt(other.length + 1);
    return Arrays.copyOfRange(other, from, Math.min(other.length, from + PIECE_MAX));
  }

  private byte[] one() {
    return new byte[] {(byte) random.nextInt()};
  }

  private byte[] limit() {
    int[] limits = {-1, 0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24};
    return ByteBuffer.allocate(4).putInt(limits[random.nextInt(limits.length)]).array();
  }

  private byte[] flipped(byte[] bytes, int at) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /// `bytes` with `piece` in place of `[from, to)`.
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    return ByteBuffer.allocate(bytes.length - (to - from) + piece.length)
        .put(bytes, 0, from)
        .put(piece)
        .put(bytes, to, bytes.length - to)
        .array();
  }
}
