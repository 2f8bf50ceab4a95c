package io.lockstep.plan;

import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How a batch is divided among the members: evenly, or as fast as each of them is. Blocks stay
/// nodes of the reduction tree, so that nothing of it can change a bit.
///
/// What is divided unevenly is cut into more blocks, each of which is sent and added. So borders
/// are looked for on all levels of the tree, and that is taken which promises the shortest step;
/// and shares are left as they are unless a step is to become shorter by [#GAIN_MIN]. Machines of
/// the same kind that wander by a few percent keep equal shares for ever.
///
/// @param costs what computing costs a worker, where that is known
/// @param borders where in a full batch the share of each member ends; empty when all are equal
/// @param sinceNanos since when it is divided so for the sake of speed
record Balance(Map<WorkerId, Known> costs, List<Integer> borders, long sinceNanos) {

  /// What was measured of one worker, and when.
  record Known(WorkCost cost, long atNanos) {}

  /// A step must become shorter by so much for shares to change.
  static final double GAIN_MIN = 0.15;

  /// Shares that have changed are kept so long at least.
  static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// Whoever is so slow that it has nothing to do is not measured either, and is given something to
  /// do again after so long: what made it slow may be over.
  static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// A step may be so many times as long as it must be for nobody to stand idle.
  private static final double WORTH_OF_ALL = 1.1;

  static Balance even(long nowNanos) {
    return new Balance(Map.of(), List.of(), nowNanos);
  }

  Balance {
    costs = Map.copyOf(costs);
    borders = List.copyOf(borders);
  }

  /// @param shards of a full batch
  Share share(int index, int count, int shards) {
    if (borders.size() != count) {
      return new Share(index, count);
    }
    return new Share(index == 0 ? 0 : borders.get(index - 1), borders.get(index), shards);
  }

  /// What was measured last counts, of members only.
  Balance knowing(Map<WorkerId, WorkCost> measured, List<WorkerId> members, long nowNanos) {
    Map<WorkerId, Known> known = new HashMap<>(costs);
    known.values().removeIf(one -> nowNanos - one.atNanos() >= FORGOTTEN_NANOS);
    measured.forEach((worker, cost) -> known.put(worker, new Known(cost, nowNanos)));
    known.keySet().retainAll(members);
    return new Balance(known, borders, sinceNanos);
  }

  /// This one may be another machine when it comes again.
  Balance without(WorkerId worker) {
    Map<WorkerId, Known> known = new HashMap<>(costs);
    known.remove(worker);
    return new Balance(known, borders, sinceNanos);
  }

  /// The division for other members than before.
  Balance among(List<WorkerId> members, int shards) {
    Map<WorkerId, Known> known = new HashMap<>(costs);
    known.keySet().retainAll(members);
    Balance even = new Balance(known, List.of(), sinceNanos);
    return even.better(members, shards).orElse(even);
  }

  /// A division by which a step is shorter by [#GAIN_MIN] at least; empty when there is none, or
  /// nothing is known of anybody.
  Optional<Balance> better(List<WorkerId> members, int shards) {
    if (members.size() < 2 || costs.isEmpty()) {
      return Optional.empty();
    }
    List<WorkCost> known = costsOf(members);
    double least = (1 - GAIN_MIN) * stepNanos(known, shards);
    Optional<Balance> best = Optional.empty();
    List<List<Integer>> divisions = new ArrayList<>();
    divisions.add(List.of());
    for (int grain = Integer.highestOneBit(shards); grain > 0; grain /= 2) {
      divisions.add(divided(known, shards, grain, 0));
      if (grain * members.size() <= shards) {
        divisions.add(divided(known, shards, grain, grain));
      }
    }
    for (List<Integer> division : divisions) {
      Balance balance = dividing(division);
      double nanos = balance.stepNanos(known, shards);
      nanos *= balance.isIdle(members.size(), shards) ? WORTH_OF_ALL : 1;
      if (nanos < least) {
        least = nanos;
        best = Optional.of(balance);
      }
    }
    return best;
  }

  Balance since(long nowNanos) {
    return new Balance(costs, borders, nowNanos);
  }

  private Balance dividing(List<Integer> next) {
    return new Balance(costs, next, sinceNanos);
  }

  /// Whoever is not known yet is taken to be as fast as the others are on average.
  private List<WorkCost> costsOf(List<WorkerId> members) {
    double shard = costs.values().stream().mapToDouble(one -> one.cost().shardNanos()).sum();
    double block = costs.values().stream().mapToDouble(one -> one.cost().blockNanos()).sum();
    Known mean = new Known(new WorkCost(shard / costs.size(), block / costs.size()), 0);
    return members.stream().map(member -> costs.getOrDefault(member, mean).cost()).toList();
  }

  /// Whether somebody has nothing to do, though there is something for everybody.
  private boolean isIdle(int members, int shards) {
    boolean isIdle = false;
    for (int index = 0; index < members; index++) {
      Share share = share(index, members, shards);
      isIdle |= share.begin() == share.end();
    }
    return isIdle && members <= shards;
  }

  /// Shares in proportion to speed, with borders at multiples of `grain`.
  ///
  /// @param least shards that everybody has: 0, or `grain` where there are as many
  private static List<Integer> divided(List<WorkCost> known, int shards, int grain, int least) {
    double all = known.stream().mapToDouble(cost -> 1 / cost.shardNanos()).sum();
    List<Integer> borders = new ArrayList<>();
    double sum = 0;
    for (WorkCost cost : known) {
      sum += 1 / cost.shardNanos();
      long grains = Math.round(shards * (sum / all) / grain);
      int before = borders.isEmpty() ? 0 : borders.getLast();
      int after = known.size() - borders.size() - 1;
      int end = shards / grain * grain - after * least;
      borders.add(Math.clamp(grains * grain, before + least, Math.max(before + least, end)));
    }
    borders.set(borders.size() - 1, shards);
    return borders;
  }

  /// How long a step takes in which nobody waits for anything but the slowest.
  private double stepNanos(List<WorkCost> known, int shards) {
    double longest = 0;
    for (int index = 0; index < known.size(); index++) {
      var blocks = share(index, known.size(), shards).blocks(shards);
      int size =
          blocks.stream().mapToInt(block -> block.endShard(shards) - block.firstShard()).sum();
      longest = Math.max(longest, known.get(index).nanos(size, blocks.size()));
    }
    return longest;
  }

  /// For a person, such as `w0 11, w1 5 of 16 shards`.
  String words(List<WorkerId> members, int shards) {
    List<String> parts = new ArrayList<>();
    for (int index = 0; index < members.size(); index++) {
      var blocks = share(index, members.size(), shards).blocks(shards);
      int size =
          blocks.stream().mapToInt(block -> block.endShard(shards) - block.firstShard()).sum();
      parts.add("%s %d".formatted(members.get(index), size));
    }
    return "%s of %d shards".formatted(String.join(", ", parts), shards);
  }
}
