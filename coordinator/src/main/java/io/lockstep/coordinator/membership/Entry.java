package io.lockstep.coordinator.membership;

import io.lockstep.wire.NodeAddress;
import java.util.List;

/// How a coordinator becomes a member.
///
/// @param listed how many coordinators there are, here or not: most of them are a majority
/// @param members where members listen; empty to found the cluster
public record Entry(int listed, List<NodeAddress> members) {

  public Entry {
    members = List.copyOf(members);
    if (listed < 1) {
      throw new IllegalArgumentException("%d coordinators are none".formatted(listed));
    }
  }

  public static Entry founding(int listed) {
    return new Entry(listed, List.of());
  }

  /// How many are a majority.
  int most() {
    return listed / 2 + 1;
  }
}
