package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.BlockPrint;
import io.lockstep.shard.Block;
import io.lockstep.wire.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What has come of the checked blocks of a step, and waits for a second worker to send the same.
/// Of each piece one copy is held at most; the others are known by their prints. To know a print is
/// not to have the numbers: they are taken as long as they are missing, also of a worker that sent
/// prints before. Any thread.
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

  /// By worker: the prints of what it has sent.
  private static final class Side {
    private final long[] prints;
    private final boolean[] here;
    private int missing;

    Side(int items) {
      prints = new long[items];
      here = new boolean[items];
      missing = items;
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
    private final Map<WorkerId, Side> sides = new HashMap<>();
    private final Item[] held;
    private final boolean[] counted;

    Check(int items) {
      held = new Item[items];
      counted = new boolean[items];
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
    checks.values().forEach(CheckedBlocks::drop);
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
    boolean shared =
        check.sides.values().stream().filter(other -> other.has(at, print)).count() > 1;
    if (check.counted[at] || !shared) {
      hold(check, at, item);
      return new Arrival(List.of(), claim);
    }
    Item counts = item instanceof Item.Print ? check.held[at] : item;
    if (counts == null || !check.sides.get(counts.worker()).has(at, print)) {
      return new Arrival(List.of(), claim); // The numbers themselves are still to come.
    }
    check.counted[at] = true;
    if (counts == item) {
      release(check.held[at]);
    }
    check.held[at] = null;
    return new Arrival(List.of(counts), claim);
  }

  private int indexOf(Item item) {
    return switch (item) {
      case Item.Chunk chunk -> chunk.index();
      case Item.Tally _ -> chunks;
      case Item.Print print -> print.index();
    };
  }

  private static void hold(Check check, int at, Item item) {
    if (item instanceof Item.Print) {
      return;
    }
    Item before = check.held[at];
    boolean replaces = before != null && before.worker().equals(item.worker());
    if (check.counted[at] || (before != null && !replaces)) {
      release(item);
      return;
    }
    release(before);
    check.held[at] = item;
  }

  /// A worker is gone, and nothing that it sent is believed.
  synchronized void forget(WorkerId worker) {
    for (Check check : checks.values()) {
      check.sides.remove(worker);
      for (int at = 0; at < check.held.length; at++) {
        if (check.held[at] != null && check.held[at].worker().equals(worker)) {
          release(check.held[at]);
          check.held[at] = null;
        }
      }
    }
  }

  /// This block is not checked any more: gives what is held of it.
  synchronized List<Item> end(Block block) {
    Check check = checks.remove(block);
    List<Item> held = new ArrayList<>();
    for (int at = 0; check != null && at < check.held.length; at++) {
      if (check.held[at] != null) {
        held.add(check.held[at]);
      }
    }
    return held;
  }

  private static void drop(Check check) {
    for (Item item : check.held) {
      release(item);
    }
  }

  static void release(Item item) {
    if (item instanceof Item.Chunk chunk) {
      chunk.payload().release();
    }
  }
}
