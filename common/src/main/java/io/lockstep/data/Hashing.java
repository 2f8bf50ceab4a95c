package io.lockstep.data;

import io.lockstep.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The fingerprint of data.
final class Hashing {

  private Hashing() {}

  /// The fingerprint of several files, each given as `role=hash of its content`.
  static String fingerprint(List<String> files) {
    StringBuilder lines = new StringBuilder();
    files.forEach(file -> lines.append(file).append('\n'));
    return Sha256.ofBytes(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
