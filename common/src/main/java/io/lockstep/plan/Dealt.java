package io.lockstep.plan;

import io.lockstep.shard.Block;
import java.util.List;

/// A block of the step in progress that has not completely arrived.
///
/// @param owners who was told to compute it, in order; empty while there is nobody
/// @param dealtNanos when it was last dealt
public record Dealt(Block block, List<WorkerId> owners, long dealtNanos) {

  public Dealt {
    owners = List.copyOf(owners);
  }

  boolean ownedOnlyBy(WorkerId worker) {
    return owners.stream().allMatch(worker::equals);
  }

  Dealt without(WorkerId worker) {
    return new Dealt(
        block, owners.stream().filter(owner -> !owner.equals(worker)).toList(), dealtNanos);
  }
}
