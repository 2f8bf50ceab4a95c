package io.lockstep.wire;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;

/// One end of a connection does not take the other for one of its cluster, or they do not speak the
/// same: nothing that another try would change.
///
/// @param reason in half a sentence
/// @param advice what to do
public record Distrust(String reason, String advice) implements LeaderAnswer, RegisterOutcome {

  public Distrust {
    reason = PeerText.reason(reason);
  }

  /// @param who cannot take part, such as `this worker`
  public Failure failure(String who, NodeAddress at) {
    return Failure.of(ExitCode.SECURITY, "%s is not let in: %s".formatted(who, reason))
        .at(at.toString())
        .keeping("the cluster goes on without " + who)
        .advising(advice);
  }
}
