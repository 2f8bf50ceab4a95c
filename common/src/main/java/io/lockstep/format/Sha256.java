package io.lockstep.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 as 64 lower-case hexadecimal digits.
public final class Sha256 {

  static final int PIECE_BYTES = 1 << 18;

  private Sha256() {}

  /// The `weights_sha256` of a run: the hash of the whole flat vector as little-endian float32.
  /// Works piece by piece; the vector is not copied as a whole.
  public static String weights(float[] parameters) {
    MessageDigest digest = digest();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int floatsMax = PIECE_BYTES / Float.BYTES;
    for (int at = 0; at < parameters.length; at += floatsMax) {
      int count = Math.min(floatsMax, parameters.length - at);
      piece.clear().asFloatBuffer().put(parameters, at, count);
      digest.update(piece.limit(count * Float.BYTES));
    }
    return hex(digest);
  }

  public static String ofBytes(byte[] bytes) {
    MessageDigest digest = digest();
    digest.update(bytes);
    return hex(digest);
  }

  static FileSeal seal(Path file) throws IOException {
    MessageDigest digest = digest();
    long length = 0;
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int count = channel.read(piece); count >= 0; count = channel.read(piece)) {
        digest.update(piece.flip());
        piece.clear();
        length += count;
      }
    }
    return new FileSeal(length, hex(digest));
  }

  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK must have SHA-256", missing);
    }
  }
}
