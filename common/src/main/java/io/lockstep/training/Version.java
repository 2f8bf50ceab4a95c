package io.lockstep.training;

import io.lockstep.config.BuildVersion;

/// The version of this program, as models, runs and handshakes carry it.
public final class Version {

  private Version() {}

  public static String current() {
    return BuildVersion.text();
  }
}
