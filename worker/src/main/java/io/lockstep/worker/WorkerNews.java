package io.lockstep.worker;

import io.lockstep.wire.Endpoint;
import java.time.Duration;

/// What a person should hear of a worker that looks for its place.
public sealed interface WorkerNews {

  /// It was let in, and computes from the next step on.
  record Joined(Endpoint leader) implements WorkerNews {}

  /// Nobody has let it in so far.
  ///
  /// @param trouble why, as far as it is known
  /// @param patience how long it waits in all
  record Waiting(String trouble, Duration patience) implements WorkerNews {}

  /// The cluster is at another run, or at none: told to a worker that has prepared for one, which
  /// waits on.
  record Elsewhere(Endpoint leader) implements WorkerNews {}

  /// Another process has its name, perhaps one that is gone without a word.
  ///
  /// @param reason names it and its host
  /// @param patience how long the name is tried
  record NameInUse(String reason, Duration patience) implements WorkerNews {}

  /// It was started anew too often, and comes again by itself.
  record HeldBack(String reason, Duration pause) implements WorkerNews {}
}
