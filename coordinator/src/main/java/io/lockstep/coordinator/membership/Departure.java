package io.lockstep.coordinator.membership;

import io.lockstep.failure.Failure;
import java.util.Objects;

/// Why this node is no longer in the cluster.
public sealed interface Departure {

  /// It was asked to leave.
  record Left() implements Departure {}

  /// The others go on without it, or did not let it in. It may come again.
  record CastOut(String reason) implements Departure {
    public CastOut {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// It cannot take part. The failure carries the exit code.
  record Broken(Failure failure) implements Departure {
    public Broken {
      Objects.requireNonNull(failure, "failure");
    }
  }
}
