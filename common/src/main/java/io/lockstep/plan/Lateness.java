package io.lockstep.plan;

import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Decides what becomes of blocks that are late, and of the stragglers that owe them. Works on a
/// [NextPlan] and lives for one event.
final class Lateness {

  private final NextPlan draft;

  Lateness(NextPlan draft) {
    this.draft = draft;
  }

  /// A step begins: whoever has been late for long enough is waited for again.
  void pardon() {
    for (WorkerId member : draft.members) {
      Long since = draft.stragglers.get(member);
      if (since != null && draft.now() - since >= Plan.STRAGGLER_NANOS_MAX) {
        trustAgain(member);
      }
    }
  }

  /// A straggler has sent all that it owes. One that was late before, a short time ago, has to do
  /// so for longer.
  void pardon(WorkerId worker) {
    long late = draft.now() - draft.stragglers.get(worker);
    if (late < probation(worker)) {
      return;
    }
    trustAgain(worker);
    if (draft.phase() == Plan.Phase.RUNNING) {
      dealBlocksOfStragglers();
    }
  }

  /// Waiting for one that hangs, or cannot be reached, would make every step a late one until it is
  /// known to be lost. So what only stragglers compute is dealt to another too.
  void dealBlocksOfStragglers() {
    if (draft.stragglers.isEmpty() || areStragglers(draft.members)) {
      return;
    }
    List<Dealt> next = new ArrayList<>(draft.open);
    draft.open = next; // So that whoever was dealt a block just now counts as loaded.
    for (int at = 0; at < next.size(); at++) {
      Dealt dealt = next.get(at);
      if (dealt.owners().isEmpty() || !areStragglers(dealt.owners())) {
        continue;
      }
      WorkerId taker = takerFor(dealt);
      next.set(at, alsoTo(taker, dealt));
      Block block = dealt.block();
      String reason =
          "step %d: block (%d, %d) of the straggler %s dealt to %s too"
              .formatted(draft.step, block.level(), block.index(), dealt.owners(), taker);
      draft.actions.add(
          new Action.Deal(
              taker, draft.step, List.of(block), Action.Deal.Occasion.EVERY_STEP, reason));
    }
  }

  /// Whoever is first is used, so it may be this one's numbers that count.
  private Dealt alsoTo(WorkerId taker, Dealt late) {
    if (!late.isChecked()) {
      draft.unchecked.putIfAbsent(taker, draft.step);
    }
    return late.alsoTo(taker, draft.now());
  }

  private boolean areStragglers(List<WorkerId> workers) {
    return draft.stragglers.keySet().containsAll(workers);
  }

  private long probation(WorkerId worker) {
    return draft.lapses.get(worker).probationNanos(draft.stragglerNanos());
  }

  private void trustAgain(WorkerId worker) {
    draft.stragglers.remove(worker);
    draft.lapses.computeIfPresent(worker, (_, lapses) -> lapses.pardoned(draft.now()));
    draft.actions.add(
        new Action.Note(
            "worker %s is no straggler any more at step %d".formatted(worker, draft.step)));
  }

  /// The straggler rule: a late block is dealt to another member too, the least loaded; to its
  /// owner again when there is no other (what it sent may be lost). While a version is measured,
  /// which comes first, no block is late.
  void dealLateBlocksAgain() {
    long late = draft.stragglerNanos();
    if (draft.measuring.isPresent()
        || draft.members.isEmpty()
        || draft.open.stream().noneMatch(dealt -> draft.now() - dealt.dealtNanos() >= late)) {
      return;
    }
    // Before anything is dealt, so that nothing goes from one that is late to another.
    draft.open.stream()
        .filter(dealt -> draft.now() - dealt.dealtNanos() >= late)
        .forEach(dealt -> noteStragglers(dealt, late));
    List<Dealt> next = new ArrayList<>(draft.open);
    draft.open = next; // So that whoever was dealt a block just now counts as loaded.
    for (int at = 0; at < next.size(); at++) {
      Dealt dealt = next.get(at);
      long age = draft.now() - dealt.dealtNanos();
      if (age < late || dealt.isDisputed()) {
        continue;
      }
      WorkerId taker = takerFor(dealt);
      if (dealt.owners().contains(taker) && new Checking(draft).endsWithOneClaim(at)) {
        continue;
      }
      next.set(at, alsoTo(taker, dealt));
      String reason =
          "step %d: block (%d, %d) of %s is late (%d ms), dealt to %s too"
              .formatted(
                  draft.step,
                  dealt.block().level(),
                  dealt.block().index(),
                  dealt.owners(),
                  age / 1_000_000L,
                  taker);
      draft.actions.add(new Action.Deal(taker, draft.step, List.of(dealt.block()), reason));
    }
    dealBlocksOfStragglers();
  }

  /// Whoever was told so long ago. One that was told just now, in the place of another, is none.
  private void noteStragglers(Dealt dealt, long late) {
    for (WorkerId owner : dealt.owners()) {
      boolean sent = dealt.isChecked() && dealt.claims().orElseThrow().containsKey(owner);
      if (!sent
          && draft.now() - dealt.toldNanos().get(owner) >= late
          && draft.stragglers.putIfAbsent(owner, draft.now()) == null) {
        draft.lapses.compute(
            owner, (_, before) -> before == null ? Lapses.FIRST : before.again(draft.now()));
        draft.actions.add(new Action.Note(straggling(owner)));
      }
    }
  }

  private String straggling(WorkerId worker) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(probation(worker));
    String again =
        seconds == 0
            ? ""
            : "; late again and again, it is not waited for in the next %d s".formatted(seconds);
    return "worker %s is a straggler from step %d on: others compute its blocks too%s"
        .formatted(worker, draft.step, again);
  }

  /// The least loaded member that was not told yet: a straggler only when there is no other, one
  /// that nobody vouches for only when there is no better; when all were told, the one that was
  /// told longest ago.
  private WorkerId takerFor(Dealt late) {
    WorkerId best = null;
    long bestRank = Long.MAX_VALUE;
    for (WorkerId member : draft.members) {
      int told = late.owners().indexOf(member);
      long load = draft.open.stream().filter(dealt -> dealt.owners().contains(member)).count();
      long doubts =
          (draft.stragglers.containsKey(member) ? 2 : 0) + (draft.vouched.contains(member) ? 0 : 1);
      long tier = told >= 0 ? 4 : doubts;
      long rank = tier * (draft.open.size() + 1L) + (told >= 0 ? told : load);
      if (rank < bestRank) {
        best = member;
        bestRank = rank;
      }
    }
    return best;
  }
}
