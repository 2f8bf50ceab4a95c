package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The next [Plan] while it is being worked out. Lives for one event.
final class Draft {

  private final Plan before;
  private final long now;
  final List<Action> actions = new ArrayList<>();
  long step;
  List<WorkerId> members;
  List<Dealt> open;
  private long generation;
  private Plan.Phase phase;
  private long phaseNanos;
  private List<Long> blockNanos;

  Draft(Plan before, long now) {
    this.before = before;
    this.now = now;
    step = before.step();
    generation = before.generation();
    members = before.members();
    open = before.open();
    phase = before.phase();
    phaseNanos = before.phaseNanos();
    blockNanos = before.blockNanos();
  }

  Transition transition() {
    return new Transition(
        new Plan(before.rules(), step, generation, members, open, phase, phaseNanos, blockNanos),
        actions);
  }

  void enter(Plan.Phase next) {
    phase = next;
    phaseNanos = now;
  }

  /// Tells every member its share. While steps run, it holds from the next step on; before, from
  /// the first.
  void assign(String reason) {
    generation++;
    long fromStep = phase == Plan.Phase.GATHERING ? step : step + 1;
    for (int index = 0; index < members.size(); index++) {
      Share share = new Share(index, members.size());
      actions.add(new Action.Assign(members.get(index), generation, fromStep, share, reason));
    }
  }

  void start(String reason) {
    assign(reason);
    enter(Plan.Phase.RUNNING);
    actions.add(new Action.Resume("step %d begins: %s".formatted(step, reason)));
    openStep();
  }

  void resume(String reason) {
    enter(Plan.Phase.RUNNING);
    actions.add(new Action.Resume(reason));
    dealUnowned(reason);
  }

  void giveUp() {
    enter(Plan.Phase.GIVEN_UP);
    actions.add(
        new Action.GiveUp(
            "too few workers: %d of min %d after %d s"
                .formatted(
                    members.size(),
                    before.rules().minWorkers(),
                    before.rules().waitNanos() / 1_000_000_000L)));
  }

  /// While nobody is here the whole batch waits for whoever comes.
  void openStep() {
    open =
        members.isEmpty()
            ? List.of(new Dealt(before.rules().batches().root(step), List.of(), now))
            : before.dealtByShare(step, members, now);
  }

  void dropOwner(WorkerId worker) {
    open = open.stream().map(dealt -> dealt.without(worker)).toList();
  }

  /// Everything this block covers has arrived.
  void close(Block block) {
    List<Dealt> rest = new ArrayList<>();
    for (Dealt dealt : open) {
      if (!block.covers(dealt.block())) {
        rest.add(dealt);
      } else if (dealt.block().equals(block) && dealt.owners().size() == 1) {
        // A block dealt again took as long as our patience: counting it would let patience grow
        // without bound.
        blockNanos = before.withDuration(now - dealt.dealtNanos());
      }
    }
    open = rest;
  }

  /// Deals blocks that nobody computes to the members, cut small enough that all can help.
  void dealUnowned(String reason) {
    List<Block> unowned =
        open.stream().filter(dealt -> dealt.owners().isEmpty()).map(Dealt::block).toList();
    if (unowned.isEmpty()) {
      return;
    }
    List<Dealt> dealt = new ArrayList<>(open.stream().filter(d -> !d.owners().isEmpty()).toList());
    Map<WorkerId, List<Block>> byWorker = new LinkedHashMap<>();
    int turn = 0;
    for (Block block : cut(unowned)) {
      WorkerId taker = members.get(turn++ % members.size());
      byWorker.computeIfAbsent(taker, _ -> new ArrayList<>()).add(block);
      dealt.add(new Dealt(block, List.of(taker), now));
    }
    open = dealt;
    byWorker.forEach(
        (worker, blocks) -> actions.add(new Action.Deal(worker, step, blocks, reason)));
  }

  /// Splits blocks into their children until there is one for each member, or only single shards
  /// are left.
  private List<Block> cut(List<Block> blocks) {
    int shards = before.rules().batches().shardsIn(step);
    List<Block> pieces = new ArrayList<>(blocks);
    while (pieces.size() < members.size()) {
      int widest = 0;
      for (int i = 1; i < pieces.size(); i++) {
        if (width(pieces.get(i), shards) > width(pieces.get(widest), shards)) {
          widest = i;
        }
      }
      Block block = pieces.get(widest);
      if (width(block, shards) < 2) {
        break;
      }
      pieces.set(widest, block.left());
      if (block.right().firstShard() < shards) {
        pieces.add(block.right());
      }
    }
    return pieces;
  }

  private static int width(Block block, int shards) {
    return block.endShard(shards) - block.firstShard();
  }

  /// The straggler rule: a late block is dealt to another member too, the least loaded; to its
  /// owner again when there is no other (what it sent may be lost).
  void dealLateBlocksAgain() {
    long late = before.stragglerNanos();
    List<Dealt> next = new ArrayList<>(open);
    open = next; // So that whoever was dealt a block just now counts as loaded.
    for (int at = 0; at < next.size(); at++) {
      Dealt dealt = next.get(at);
      long age = now - dealt.dealtNanos();
      if (age < late || members.isEmpty()) {
        continue;
      }
      WorkerId taker = takerFor(dealt);
      List<WorkerId> owners = new ArrayList<>(dealt.owners());
      owners.remove(taker);
      owners.add(taker);
      next.set(at, new Dealt(dealt.block(), owners, now));
      String reason =
          "step %d: block (%d, %d) of %s is late (%d ms), dealt to %s too"
              .formatted(
                  step,
                  dealt.block().level(),
                  dealt.block().index(),
                  dealt.owners(),
                  age / 1_000_000L,
                  taker);
      actions.add(new Action.Deal(taker, step, List.of(dealt.block()), reason));
    }
  }

  /// The least loaded member that was not told yet; when all were, the one that was told longest
  /// ago.
  private WorkerId takerFor(Dealt late) {
    WorkerId best = null;
    long bestRank = Long.MAX_VALUE;
    for (WorkerId member : members) {
      int told = late.owners().indexOf(member);
      long load = open.stream().filter(dealt -> dealt.owners().contains(member)).count();
      long rank = told < 0 ? load : open.size() + 1L + told;
      if (rank < bestRank) {
        best = member;
        bestRank = rank;
      }
    }
    return best;
  }
}
