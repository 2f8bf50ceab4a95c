package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final Map<WorkerId, Long> stragglers;
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
    stragglers = new HashMap<>(before.stragglers());
    phase = before.phase();
    phaseNanos = before.phaseNanos();
    blockNanos = before.blockNanos();
  }

  Transition transition() {
    return new Transition(
        new Plan(
            before.rules(),
            step,
            generation,
            members,
            open,
            stragglers,
            phase,
            phaseNanos,
            blockNanos),
        actions);
  }

  void enter(Plan.Phase next) {
    phase = next;
    phaseNanos = now;
  }

  /// Tells every member its share, which holds from this step on.
  private void assignFrom(long fromStep, String reason) {
    generation++;
    for (int index = 0; index < members.size(); index++) {
      Share share = new Share(index, members.size());
      actions.add(new Action.Assign(members.get(index), generation, fromStep, share, reason));
    }
  }

  /// The step in progress goes on as it was dealt.
  void assignFromNextStep(String reason) {
    assignFrom(step + 1, reason);
  }

  void start(String reason) {
    assignFrom(step, reason);
    enter(Plan.Phase.RUNNING);
    actions.add(new Action.Resume("step %d begins: %s".formatted(step, reason)));
    openStep();
  }

  /// Shares are told before the word to go on: with that the version leaves that begins a step.
  void resume(String reason) {
    boolean wholeStep = isWholeStepUnowned();
    assignFrom(wholeStep ? step : step + 1, reason);
    enter(Plan.Phase.RUNNING);
    actions.add(new Action.Resume(reason));
    if (wholeStep) {
      openStep();
      dealOpen(reason);
    } else {
      dealUnowned(reason);
    }
  }

  /// Nothing of the step has arrived and nobody was told to compute any of it: so it is when it
  /// began in a pause.
  private boolean isWholeStepUnowned() {
    return open.size() == 1
        && open.getFirst().owners().isEmpty()
        && open.getFirst().block().equals(before.rules().batches().root(step));
  }

  /// Shares alone do not do: a worker may hold the version already.
  private void dealOpen(String reason) {
    for (WorkerId member : members) {
      dealOwned(member, reason);
    }
  }

  /// Tells a worker all that it owns of the step in progress.
  void dealOwned(WorkerId worker, String reason) {
    List<Block> owned =
        open.stream().filter(dealt -> dealt.owners().contains(worker)).map(Dealt::block).toList();
    if (!owned.isEmpty()) {
      actions.add(new Action.Deal(worker, step, owned, reason));
    }
  }

  /// To the same worker, since others have blocks of their own; it still counts as dealt when it
  /// was first, so that it goes to another when this worker's frames are torn again and again.
  void dealTornAgain(Block block, WorkerId worker) {
    if (open.stream()
        .noneMatch(dealt -> dealt.block().equals(block) && dealt.owners().contains(worker))) {
      return;
    }
    String reason =
        "step %d: not all of block (%d, %d) of %s has arrived, dealt to it again"
            .formatted(step, block.level(), block.index(), worker);
    actions.add(new Action.Deal(worker, step, List.of(block), reason));
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

  /// In a pause the whole batch waits: nobody is given the version that begins the step.
  void openStep() {
    if (phase == Plan.Phase.PAUSED) {
      open = List.of(Dealt.toNobody(before.rules().batches().root(step), now));
      return;
    }
    open = before.dealtByShare(step, members, now);
    for (WorkerId member : members) {
      Long since = stragglers.get(member);
      if (since != null && now - since >= Plan.STRAGGLER_NANOS_MAX) {
        trustAgain(member);
      }
    }
    dealBlocksOfStragglers();
  }

  /// Waiting for one that hangs, or cannot be reached, would make every step a late one until it is
  /// known to be lost. So what only stragglers compute is dealt to another too.
  private void dealBlocksOfStragglers() {
    if (stragglers.isEmpty() || areStragglers(members)) {
      return;
    }
    List<Dealt> next = new ArrayList<>(open);
    open = next; // So that whoever was dealt a block just now counts as loaded.
    for (int at = 0; at < next.size(); at++) {
      Dealt dealt = next.get(at);
      if (dealt.owners().isEmpty() || !areStragglers(dealt.owners())) {
        continue;
      }
      WorkerId taker = takerFor(dealt);
      next.set(at, dealt.alsoTo(taker, now));
      Block block = dealt.block();
      String reason =
          "step %d: block (%d, %d) of the straggler %s dealt to %s too"
              .formatted(step, block.level(), block.index(), dealt.owners(), taker);
      actions.add(
          new Action.Deal(taker, step, List.of(block), Action.Deal.Occasion.EVERY_STEP, reason));
    }
  }

  private boolean areStragglers(List<WorkerId> workers) {
    return stragglers.keySet().containsAll(workers);
  }

  private void trustAgain(WorkerId worker) {
    stragglers.remove(worker);
    actions.add(
        new Action.Note("worker %s is no straggler any more at step %d".formatted(worker, step)));
  }

  /// Of a worker that is gone, or begins anew.
  void forget(WorkerId worker) {
    open = open.stream().map(dealt -> dealt.without(worker)).toList();
    stragglers.remove(worker);
  }

  /// Everything this block covers has arrived, from this worker at last. It took so long as this
  /// worker has known of it: the time of another who was told before and hangs must not count, or
  /// patience would grow by itself; but the time of one who is slow must, or a cluster that became
  /// slow would have every block dealt twice for ever.
  void close(Block block, WorkerId worker) {
    List<Dealt> rest = new ArrayList<>();
    for (Dealt dealt : open) {
      if (!block.covers(dealt.block())) {
        rest.add(dealt);
        continue;
      }
      Long told = dealt.toldNanos().get(worker);
      if (told != null && dealt.block().equals(block)) {
        blockNanos = before.withDuration(now - told);
      }
    }
    open = rest;
    if (stragglers.containsKey(worker)
        && rest.stream().noneMatch(dealt -> dealt.owners().contains(worker))) {
      trustAgain(worker); // It had the last word about its part of the step.
      if (phase == Plan.Phase.RUNNING) {
        dealBlocksOfStragglers();
      }
    }
  }

  /// Deals blocks that nobody computes, cut small enough that all can help who are no stragglers.
  void dealUnowned(String reason) {
    List<Block> unowned =
        open.stream().filter(dealt -> dealt.owners().isEmpty()).map(Dealt::block).toList();
    if (!unowned.isEmpty()) {
      dealToAll(unowned, reason);
    }
    dealBlocksOfStragglers();
  }

  private void dealToAll(List<Block> unowned, String reason) {
    List<Dealt> dealt = new ArrayList<>(open.stream().filter(d -> !d.owners().isEmpty()).toList());
    List<WorkerId> takers =
        areStragglers(members)
            ? members
            : members.stream().filter(member -> !stragglers.containsKey(member)).toList();
    Map<WorkerId, List<Block>> byWorker = new LinkedHashMap<>();
    int turn = 0;
    for (Block block : cut(unowned, takers.size())) {
      WorkerId taker = takers.get(turn++ % takers.size());
      byWorker.computeIfAbsent(taker, _ -> new ArrayList<>()).add(block);
      dealt.add(Dealt.to(taker, block, now));
    }
    open = dealt;
    byWorker.forEach(
        (worker, blocks) -> actions.add(new Action.Deal(worker, step, blocks, reason)));
  }

  /// Splits blocks into their children until there are so many, or only single shards are left.
  private List<Block> cut(List<Block> blocks, int count) {
    int shards = before.rules().batches().shardsIn(step);
    List<Block> pieces = new ArrayList<>(blocks);
    while (pieces.size() < count) {
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
    if (members.isEmpty() || open.stream().noneMatch(dealt -> now - dealt.dealtNanos() >= late)) {
      return;
    }
    // Before anything is dealt, so that nothing goes from one that is late to another.
    open.stream()
        .filter(dealt -> now - dealt.dealtNanos() >= late)
        .forEach(dealt -> noteStragglers(dealt, late));
    List<Dealt> next = new ArrayList<>(open);
    open = next; // So that whoever was dealt a block just now counts as loaded.
    for (int at = 0; at < next.size(); at++) {
      Dealt dealt = next.get(at);
      long age = now - dealt.dealtNanos();
      if (age < late) {
        continue;
      }
      WorkerId taker = takerFor(dealt);
      next.set(at, dealt.alsoTo(taker, now));
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
    dealBlocksOfStragglers();
  }

  /// Whoever was told so long ago. One that was told just now, in the place of another, is none.
  private void noteStragglers(Dealt dealt, long late) {
    for (WorkerId owner : dealt.owners()) {
      if (now - dealt.toldNanos().get(owner) >= late
          && stragglers.putIfAbsent(owner, now) == null) {
        actions.add(
            new Action.Note(
                "worker %s is a straggler from step %d on: others compute its blocks too"
                    .formatted(owner, step)));
      }
    }
  }

  /// The least loaded member that was not told yet, a straggler only when there is no other; when
  /// all were told, the one that was told longest ago.
  private WorkerId takerFor(Dealt late) {
    WorkerId best = null;
    long bestRank = Long.MAX_VALUE;
    for (WorkerId member : members) {
      int told = late.owners().indexOf(member);
      long load = open.stream().filter(dealt -> dealt.owners().contains(member)).count();
      long tier = told >= 0 ? 2 : stragglers.containsKey(member) ? 1 : 0;
      long rank = tier * (open.size() + 1L) + (told >= 0 ? told : load);
      if (rank < bestRank) {
        best = member;
        bestRank = rank;
      }
    }
    return best;
  }
}
