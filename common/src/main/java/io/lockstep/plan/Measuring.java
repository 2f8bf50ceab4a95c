package io.lockstep.plan;

import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A version that workers measure on a set of examples, block by block. While it goes on, the step
/// in progress is not closed: so every worker holds the version still, and a block of one that is
/// lost can be dealt again.
///
/// @param open blocks that are still to come, ascending
/// @param senders by block that has come: who has sent it
/// @param sinceNanos when a worker that owes something was last heard of, or dealt something
/// @param slowestNanos the longest that anybody has taken from one block to the next
/// @param roundsLate how often something was dealt again because it was late
public record Measuring(
    long version,
    Part part,
    List<Owed> open,
    Map<Integer, WorkerId> senders,
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
    senders = Map.copyOf(senders);
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
    return new Measuring(version, part, next, senders, sinceNanos, slowestNanos, roundsLate);
  }

  /// A block has come from this worker.
  Measuring came(int block, WorkerId sender) {
    Map<Integer, WorkerId> next = new HashMap<>(senders);
    next.put(block, sender);
    List<Owed> left = open.stream().filter(owed -> owed.block() != block).toList();
    return new Measuring(version, part, left, next, sinceNanos, slowestNanos, roundsLate);
  }

  /// Blocks that have come from this worker, ascending.
  List<Integer> sentBy(WorkerId worker) {
    return senders.keySet().stream()
        .filter(block -> senders.get(block).equals(worker))
        .sorted()
        .toList();
  }

  /// These blocks are still to come, from nobody yet.
  Measuring reopened(List<Integer> blocks) {
    Map<Integer, WorkerId> next = new HashMap<>(senders);
    next.keySet().removeAll(blocks);
    List<Owed> more = new ArrayList<>(open);
    blocks.forEach(block -> more.add(new Owed(block, List.of())));
    more.sort(Comparator.comparingInt(Owed::block));
    return new Measuring(version, part, more, next, sinceNanos, slowestNanos, roundsLate);
  }

  Measuring heard(WorkerId worker, long now) {
    Map<WorkerId, Long> since = new HashMap<>(sinceNanos);
    since.put(worker, now);
    return new Measuring(version, part, open, senders, since, slowestNanos, roundsLate);
  }

  Measuring tookUpTo(long nanos) {
    return new Measuring(
        version, part, open, senders, sinceNanos, Math.max(nanos, slowestNanos), roundsLate);
  }

  Measuring late() {
    return new Measuring(version, part, open, senders, sinceNanos, slowestNanos, roundsLate + 1);
  }

  Measuring without(WorkerId worker) {
    Map<WorkerId, Long> since = new HashMap<>(sinceNanos);
    since.remove(worker);
    return new Measuring(
        version,
        part,
        open.stream().map(owed -> owed.without(worker)).toList(),
        senders,
        since,
        slowestNanos,
        roundsLate);
  }
}
