package io.lockstep.data;

import io.lockstep.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which bytes a run was given: the hash of each file's content (after gunzip), without paths, so
/// that two hosts that read the same content get the same.
///
/// @param sha256ByKey in hex, by the key of the configuration that names the file, such as
///   `data.train.csv`
public record Contents(Map<String, String> sha256ByKey) {

  public Contents {
    sha256ByKey = Collections.unmodifiableMap(new LinkedHashMap<>(sha256ByKey));
  }

  /// One SHA-256, in hex, over all files.
  public String fingerprint() {
    StringBuilder lines = new StringBuilder();
    sha256ByKey.forEach((key, hash) -> lines.append(key).append('=').append(hash).append('\n'));
    return Sha256.ofBytes(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
