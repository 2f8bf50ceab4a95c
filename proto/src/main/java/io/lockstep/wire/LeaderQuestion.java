package io.lockstep.wire;

import java.util.Objects;
import java.util.Optional;

/// Who leads? Asked by workers and by other coordinators.
///
/// @param cluster name of the cluster that is meant
/// @param pace of the coordinator that asks; empty when a worker asks
/// @param introduction what the coordinator that asks would lead; empty when a worker asks
public record LeaderQuestion(String cluster, String pace, Optional<Handshake> introduction) {

  public LeaderQuestion {
    cluster = PeerText.name(cluster, "cluster");
    pace = PeerText.name(pace, "pace");
    Objects.requireNonNull(introduction, "introduction");
  }

  public static LeaderQuestion ofWorker(String cluster) {
    return new LeaderQuestion(cluster, "", Optional.empty());
  }

  public static LeaderQuestion ofCoordinator(String cluster, String pace, Handshake introduction) {
    return new LeaderQuestion(cluster, pace, Optional.of(introduction));
  }
}
