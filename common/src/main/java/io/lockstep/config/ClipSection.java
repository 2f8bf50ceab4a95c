package io.lockstep.config;

/// How the mean gradient is kept from growing too large.
///
/// @param value largest magnitude of one of its numbers; 0 for any
/// @param norm largest length of all of it; 0 for any
public record ClipSection(double value, double norm) {

  public static final ClipSection NONE = new ClipSection(0, 0);

  public ClipSection {
    Checks.notNegative(value, "train.clip.value");
    Checks.notNegative(norm, "train.clip.norm");
  }
}
