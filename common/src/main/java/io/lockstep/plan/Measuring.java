package io.lockstep.plan;

import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A version that workers measure on a set of examples, block by block. While it goes on, the step
/// in progress is not closed: so every worker holds the version still, and a block of one that is
/// lost can be dealt again.
///
/// @param open blocks that are still to come, ascending
/// @param sinceNanos when a worker that owes something was last heard of, or dealt something
/// @param slowestNanos the longest that anybody has taken from one block to the next
/// @param roundsLate how often something was dealt again because it was late
public record Measuring(
    long version,
    Part part,
    List<Owed> open,
    Map<WorkerId, Long> sinceNanos,
    long slowestNanos,
    int roundsLate) {

  /// A block of the set.
  ///
  /// @param owners who was told to measure it, in that order; empty while there is nobody
  public record Owed(int block, List<WorkerId> owners) {
    public Owed {
      owners = List.copyOf(owners);
    }

    Owed alsoTo(WorkerId worker) {
      List<WorkerId> more = new ArrayList<>(owners);
      more.remove(worker);
      more.add(worker);
      return new Owed(block, more);
    }

    Owed without(WorkerId worker) {
      return owners.contains(worker)
          ? new Owed(block, owners.stream().filter(other -> !other.equals(worker)).toList())
          : this;
    }
  }

  public Measuring {
    open = List.copyOf(open);
    sinceNanos = Map.copyOf(sinceNanos);
  }

  /// True when this worker was told to measure this block, and it has not come.
  public boolean isOwed(long ofVersion, Part ofPart, int block, WorkerId worker) {
    return ofVersion == version
        && ofPart == part
        && open.stream().anyMatch(owed -> owed.block() == block && owed.owners().contains(worker));
  }

  boolean owesAnything(WorkerId worker) {
    return open.stream().anyMatch(owed -> owed.owners().contains(worker));
  }

  Measuring with(List<Owed> next) {
    return new Measuring(version, part, next, sinceNanos, slowestNanos, roundsLate);
  }

  Measuring heard(WorkerId worker, long now) {
    Map<WorkerId, Long> since = new HashMap<>(sinceNanos);
    since.put(worker, now);
    return new Measuring(version, part, open, since, slowestNanos, roundsLate);
  }

  Measuring tookUpTo(long nanos) {
    return new Measuring(
        version, part, open, sinceNanos, Math.max(nanos, slowestNanos), roundsLate);
  }

  Measuring late() {
    return new Measuring(version, part, open, sinceNanos, slowestNanos, roundsLate + 1);
  }

  Measuring without(WorkerId worker) {
    Map<WorkerId, Long> since = new HashMap<>(sinceNanos);
    since.remove(worker);
    return new Measuring(
        version,
        part,
        open.stream().map(owed -> owed.without(worker)).toList(),
        since,
        slowestNanos,
        roundsLate);
  }
}
