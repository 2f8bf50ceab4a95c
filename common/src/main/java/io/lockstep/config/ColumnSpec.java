package io.lockstep.config;

import java.util.Optional;

/// What is said of one column; what is not said is as for all.
public record ColumnSpec(Optional<ScaleSpec> scale, Optional<MissingSpec> missing) {

  /// Nothing is said.
  static final ColumnSpec UNSTATED = new ColumnSpec(Optional.empty(), Optional.empty());
}
