package io.lockstep.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// The inputs that are kept for a target: one a line, in Base64.
final class Corpus {

  private Corpus() {}

  static List<byte[]> of(String target) throws IOException {
    try (InputStream file = Corpus.class.getResourceAsStream(target + ".corpus")) {
      return file == null
          ? List.of()
          : new String(file.readAllBytes(), StandardCharsets.US_ASCII)
              .lines()
              .map(Base64.getDecoder()::decode)
              .toList();
    }
  }
}
