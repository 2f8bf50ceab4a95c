package io.lockstep.wire;

import java.util.Objects;
import java.util.Optional;

/// What a coordinator knows about who leads.
public sealed interface LeaderAnswer permits LeaderAnswer.Here, LeaderAnswer.Refused, Distrust {

  /// How far a coordinator has come.
  enum Standing {
    /// It belongs to no cluster yet, or not any more.
    LOOKING,
    /// It belongs to the cluster and stands by.
    MEMBER,
    LEADING
  }

  /// Which process answers.
  ///
  /// @param node its name, for people
  /// @param process drawn anew by every process
  record Who(String node, long process) {
    public Who {
      node = PeerText.name(node, "node");
    }
  }

  /// @param membership where others join through it; empty while it belongs to no cluster
  /// @param leader who leads as far as it knows, itself or another
  record Here(
      Who who, Standing standing, Optional<NodeAddress> membership, Optional<Endpoint> leader)
      implements LeaderAnswer {
    public Here {
      Objects.requireNonNull(who, "who");
      Objects.requireNonNull(standing, "standing");
      Objects.requireNonNull(membership, "membership");
      Objects.requireNonNull(leader, "leader");
    }
  }

  /// Whoever asks has nothing to look for here.
  record Refused(RegisterOutcome.Refused difference) implements LeaderAnswer {
    public Refused {
      Objects.requireNonNull(difference, "difference");
    }
  }
}
