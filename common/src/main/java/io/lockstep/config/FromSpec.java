package io.lockstep.config;

import java.util.Objects;
import java.util.regex.Pattern;

/// The model with whose weights a run begins.
///
/// @param model its folder, or that of the run that made it
/// @param weightsSha256 of its parameters, hexadecimal; empty when they are taken as they are found
public record FromSpec(String model, String weightsSha256) {

  /// As a configuration states it.
  static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public FromSpec {
    Objects.requireNonNull(model, "train.from.model");
    if (!weightsSha256.isEmpty() && !SHA256.matcher(weightsSha256).matches()) {
      throw new IllegalArgumentException("no sha256: " + weightsSha256);
    }
  }

  public FromSpec withWeights(String sha256) {
    return new FromSpec(model, sha256);
  }
}
