package io.lockstep.checkpoint;

import java.util.Objects;
import java.util.Optional;

/// Which run a checkpoint belongs to.
///
/// @param term reign of the coordinator that wrote it; grows with each start of the run
/// @param configurationHash identity of the configuration, hexadecimal
/// @param dataFingerprint identity of the data, hexadecimal
public record Origin(long term, String configurationHash, String dataFingerprint) {

  public Origin {
    if (term < 0) {
      throw new IllegalArgumentException("term %d is negative".formatted(term));
    }
    Objects.requireNonNull(configurationHash, "configurationHash");
    Objects.requireNonNull(dataFingerprint, "dataFingerprint");
  }

  /// Why a run of `other` cannot go on from here, in words that name the field; empty when it can.
  /// The term does not matter.
  public Optional<String> differenceFrom(Origin other) {
    if (!configurationHash.equals(other.configurationHash)) {
      return Optional.of(
          "configuration hash differs: ours %s, theirs %s"
              .formatted(configurationHash, other.configurationHash));
    }
    if (!dataFingerprint.equals(other.dataFingerprint)) {
      return Optional.of(
          "data fingerprint differs: ours %s, theirs %s"
              .formatted(dataFingerprint, other.dataFingerprint));
    }
    return Optional.empty();
  }
}
