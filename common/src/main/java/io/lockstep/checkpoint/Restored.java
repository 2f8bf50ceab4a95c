package io.lockstep.checkpoint;

import java.util.List;
import java.util.Optional;

/// What a search for the newest valid checkpoint found.
///
/// @param checkpoint the newest that verifies; empty when there is none
/// @param warnings one line for each leftover removed and each invalid checkpoint moved aside
public record Restored(Optional<Checkpoint> checkpoint, List<String> warnings) {

  public Restored {
    warnings = List.copyOf(warnings);
  }
}
