package io.lockstep.plan;

import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A block of the step in progress that has not completely arrived.
///
/// @param owners who was told to compute it, in order of the latest telling; empty while there is
///   nobody
/// @param toldNanos when each owner was told first
/// @param dealtNanos when it was last dealt
public record Dealt(
    Block block, List<WorkerId> owners, Map<WorkerId, Long> toldNanos, long dealtNanos) {

  public Dealt {
    owners = List.copyOf(owners);
    toldNanos = Map.copyOf(toldNanos);
    if (toldNanos.size() != owners.size()) {
      throw new IllegalArgumentException("owners %s, told %s".formatted(owners, toldNanos));
    }
  }

  static Dealt to(WorkerId worker, Block block, long now) {
    return new Dealt(block, List.of(worker), Map.of(worker, now), now);
  }

  static Dealt toNobody(Block block, long now) {
    return new Dealt(block, List.of(), Map.of(), now);
  }

  Dealt alsoTo(WorkerId worker, long now) {
    List<WorkerId> told = new ArrayList<>(owners);
    told.remove(worker);
    told.add(worker);
    Map<WorkerId, Long> since = new HashMap<>(toldNanos);
    since.putIfAbsent(worker, now);
    return new Dealt(block, told, since, now);
  }

  Dealt without(WorkerId worker) {
    if (!owners.contains(worker)) {
      return this;
    }
    List<WorkerId> rest = new ArrayList<>(owners);
    rest.remove(worker);
    Map<WorkerId, Long> since = new HashMap<>(toldNanos);
    since.remove(worker);
    return new Dealt(block, rest, since, dealtNanos);
  }
}
