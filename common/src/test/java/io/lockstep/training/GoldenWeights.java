package io.lockstep.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The sha256 of the weights that small runs of earlier versions ended with, on other machines. If
/// one changes, results of this version differ from those of earlier ones: say so in the changelog,
/// then write the new one into the file.
final class GoldenWeights {

  private GoldenWeights() {}

  static String sha256(String name) {
    Properties golden = new Properties();
    try (InputStream in =
        GoldenWeights.class.getResourceAsStream("/fixtures/golden-weights.properties")) {
      golden.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return golden.getProperty(name);
  }
}
