package io.lockstep.membership;

import io.lockstep.failure.Failure;
import java.util.Objects;

/// Why this node is no longer in the cluster.
public sealed interface Departure {

  /// It was asked to leave.
  record Left() implements Departure {}

  /// It was cast out, could not join, or broke. The failure carries the exit code.
  record Forced(Failure failure) implements Departure {
    public Forced {
      Objects.requireNonNull(failure, "failure");
    }
  }
}
