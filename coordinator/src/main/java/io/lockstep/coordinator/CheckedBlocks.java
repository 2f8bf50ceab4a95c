package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.BlockPrint;
import io.lockstep.shard.Block;
import io.lockstep.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// What has come of the checked blocks of a step, and waits for a second worker to send the same.
/// Of pieces with the same bits one copy is held, so of a piece no more than there are different
/// opinions about it: whoever comes first with wrong numbers takes nobody's place. To know a print
/// is not to have the numbers: they are taken as long as they are missing, also of a worker that
/// sent prints before. Any thread.
final class CheckedBlocks {

  /// Something that came of a block.
  sealed interface Item {

    WorkerId worker();

    record Chunk(WorkerId worker, int index, Payload payload) implements Item {}

    record Tally(WorkerId worker, double lossSum, long correct) implements Item {}

    /// Only what a piece came to.
    ///
    /// @param index of the chunk; one past the last for the tally
    record Print(WorkerId worker, int index) implements Item {}
  }

  /// What follows from an arrival.
  ///
  /// @param counts what two have sent by now
  /// @param claim the print of the block, when all of it has come from this worker by now; also
  ///   when its last word comes again, since whoever asked anew has forgotten the first
  record Arrival(List<Item> counts, OptionalLong claim) {
    private static final Arrival NOTHING = new Arrival(List.of(), OptionalLong.empty());
  }

  /// By worker: the prints of what it has sent, and the numbers that wait.
  private static final class Side {
    private final long[] prints;
    private final boolean[] here;
    private final Item[] held;
    private int missing;

    Side(int items) {
      prints = new long[items];
      here = new boolean[items];
      held = new Item[items];
      missing = items;
    }

    /// @param item null for nothing
    void hold(int at, Item item) {
      release(held[at]);
      held[at] = item;
    }

    void drop() {
      for (int at = 0; at < held.length; at++) {
        hold(at, null);
      }
    }

    boolean has(int index, long print) {
      return here[index] && prints[index] == print;
    }

    OptionalLong claim() {
      return missing == 0 ? OptionalLong.of(BlockPrint.of(prints)) : OptionalLong.empty();
    }

    void put(int index, long print) {
      missing -= here[index] ? 0 : 1;
      here[index] = true;
      prints[index] = print;
    }
  }

  private static final class Check {
    private final Map<WorkerId, Side> sides = new LinkedHashMap<>();
    private final boolean[] counted;

    Check(int items) {
      counted = new boolean[items];
    }

    List<Side> with(int at, long print) {
      return sides.values().stream().filter(side -> side.has(at, print)).toList();
    }

    void drop() {
      sides.values().forEach(Side::drop);
    }
  }

  private final int chunks;
  private final Map<Block, Check> checks = new HashMap<>();
  private long step;

  CheckedBlocks(int chunks) {
    this.chunks = chunks;
  }

  /// A step begins: what is left of the one before is of no use.
  synchronized void begin(long newStep) {
    step = newStep;
    checks.values().forEach(Check::drop);
    checks.clear();
  }

  /// Takes what came over, in every case.
  synchronized Arrival arrived(long ofStep, Block block, Item item, long print) {
    if (ofStep != step) {
      release(item);
      return Arrival.NOTHING;
    }
    Check check = checks.computeIfAbsent(block, _ -> new Check(chunks + 1));
    int at = indexOf(item);
    Side side = check.sides.computeIfAbsent(item.worker(), _ -> new Side(chunks + 1));
    boolean known = side.has(at, print);
    side.put(at, print);
    OptionalLong claim = known && at < chunks ? OptionalLong.empty() : side.claim();
    if (check.counted[at]) {
      release(item);
      return new Arrival(List.of(), claim);
    }
    if (!(item instanceof Item.Print)) {
      side.hold(at, item);
    } else if (!known) {
      side.hold(at, null); // It has come to something else since.
    }
    List<Side> same = check.with(at, print);
    Optional<Side> numbers = same.stream().filter(one -> one.held[at] != null).findFirst();
    if (same.size() < 2 || numbers.isEmpty()) {
      return new Arrival(List.of(), claim);
    }
    check.counted[at] = true;
    Item counts = numbers.get().held[at];
    numbers.get().held[at] = null;
    check.sides.values().forEach(one -> one.hold(at, null));
    return new Arrival(List.of(counts), claim);
  }

  private int indexOf(Item item) {
    return switch (item) {
      case Item.Chunk chunk -> chunk.index();
      case Item.Tally _ -> chunks;
      case Item.Print print -> print.index();
    };
  }

  /// A worker is gone, and nothing that it sent is believed.
  synchronized void forget(WorkerId worker) {
    for (Check check : checks.values()) {
      Side side = check.sides.remove(worker);
      if (side != null) {
        side.drop();
      }
    }
  }

  /// This block is not checked any more: gives what is held of it, first of those from whom all has
  /// come.
  synchronized List<Item> end(Block block) {
    Check check = checks.remove(block);
    List<Item> held = new ArrayList<>();
    if (check == null) {
      return held;
    }
    check.sides.values().stream()
        .sorted(Comparator.comparing(side -> side.missing > 0))
        .flatMap(side -> Arrays.stream(side.held))
        .filter(Objects::nonNull)
        .forEach(held::add);
    return held;
  }

  static void release(Item item) {
    if (item instanceof Item.Chunk chunk) {
      chunk.payload().release();
    }
  }
}
