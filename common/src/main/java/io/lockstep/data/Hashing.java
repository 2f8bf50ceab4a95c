package io.lockstep.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// SHA-256, which every Java platform has to offer.
final class Hashing {

  private Hashing() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The fingerprint of several files, each given as `role=hash of its content`.
  static String fingerprint(List<String> files) {
    MessageDigest digest = sha256();
    files.forEach(file -> digest.update((file + "\n").getBytes(StandardCharsets.UTF_8)));
    return hex(digest);
  }
}
