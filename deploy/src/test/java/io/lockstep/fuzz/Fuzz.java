package io.lockstep.fuzz;

import java.io.IOException;
import java.nio.file.Files;

/// What Jazzer calls, in a process of its own, for the target that a property names.
public final class Fuzz {

  static final String TARGET = "lockstep.fuzz.target";

  private static Target target;

  private Fuzz() {}

  /// Before the first input.
  public static void fuzzerInitialize() throws IOException {
    String name = System.getProperty(TARGET);
    target =
        Targets.in(Files.createTempDirectory("lockstep-fuzz")).stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  /// With each input.
  public static void fuzzerTestOneInput(byte[] bytes) {
    target.check(bytes);
  }
}
