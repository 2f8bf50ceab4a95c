package io.lockstep.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Version of the program, as the build wrote it. Models, runs and handshakes carry it.
public final class BuildVersion {

  private BuildVersion() {}

  /// Such as `0.1.0-SNAPSHOT`.
  public static String text() {
    try (InputStream in = BuildVersion.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
