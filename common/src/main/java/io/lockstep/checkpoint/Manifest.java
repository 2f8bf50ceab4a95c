package io.lockstep.checkpoint;

import java.util.Map;

/// What a checkpoint says of itself, without its data.
///
/// @param step updates that its parameters have had
/// @param facts small exact values by name
public record Manifest(long step, Origin origin, Map<String, String> facts) {

  public Manifest {
    facts = Map.copyOf(facts);
  }
}
