package io.lockstep.plan;

import io.lockstep.plan.Action.Uncheck.Held;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/// Decides which blocks two workers compute, and what follows when they do not come to the same.
/// Works on a [NextPlan] and lives for one event.
///
/// A worker that has just come is checked before anything of it counts; later a block is checked
/// now and then. Of a checked block counts what two have sent with the same bits.
///
/// A checked block cannot go round for ever. The coordinator has on record what came of it, the
/// plan who has sent all of it; only what is heard here moves a block on, and whose answer lacks
/// something is asked again. So nothing may be on record of a worker that cannot be heard any more:
/// a worker that comes anew is forgotten in both places, and a complete answer is heard each time
/// it comes, which changes nothing the second time. What a worker was asked for as prints and then
/// as numbers is taken both times. And if whoever was asked sends nothing, [Lateness] deals the
/// block to the next one, or ends the check when nobody else is left.
final class Checking {

  private static final long NO_SAMPLE = -1;

  private final NextPlan draft;

  Checking(NextPlan draft) {
    this.draft = draft;
  }

  /// A step has been dealt by shares.
  void begin() {
    long every = draft.rules().checkSteps();
    List<Dealt> open = new ArrayList<>(draft.open);
    draft.open = open; // So that whoever was dealt a block just now counts as loaded.
    long sample =
        every > 0 && draft.step % every == 0 ? draft.step / every % open.size() : NO_SAMPLE;
    for (int at = 0; at < open.size(); at++) {
      watch(at, sample);
    }
  }

  /// These blocks at the end of the open ones were dealt in the middle of a step, one worker each.
  void watchFrom(int first) {
    for (int at = first; at < draft.open.size(); at++) {
      watch(at, NO_SAMPLE);
    }
  }

  /// Nothing counts unchecked of who is vouched for by nobody, if another is there to check it.
  private void watch(int at, long sample) {
    WorkerId owner = draft.open.get(at).owners().getFirst();
    boolean possible = draft.rules().checkSteps() > 0 && draft.members.size() > 1;
    boolean due = possible && (at == sample || !draft.vouched.contains(owner));
    boolean late = draft.stragglers.containsKey(owner);
    if (due
        && late
        && !draft.vouched.contains(owner)
        && new StandIn(draft, this).answersFor(at, owner)) {
      return;
    }
    if (!due || late || !check(at, owner)) {
      draft.unchecked.putIfAbsent(owner, draft.step);
    }
  }

  private boolean check(int at, WorkerId owner) {
    Dealt dealt = draft.open.get(at);
    Optional<WorkerId> checker = other(Set.of(owner));
    if (checker.isEmpty()) {
      return false;
    }
    draft.open.set(at, dealt.checked().checkedBy(checker.get(), draft.now()));
    dealCheck(dealt.block(), owner, checker.get());
    return true;
  }

  private void dealCheck(Block block, WorkerId owner, WorkerId checker) {
    String reason =
        "step %d: %s of %s is checked by %s".formatted(draft.step, say(block), owner, checker);
    draft.actions.add(new Action.Check(checker, draft.step, block, reason));
  }

  /// The least loaded member but these: one that is vouched for and no straggler, if there is one.
  Optional<WorkerId> other(Set<WorkerId> but) {
    WorkerId best = null;
    long bestRank = Long.MAX_VALUE;
    for (WorkerId member : draft.members) {
      long load = draft.open.stream().filter(dealt -> dealt.owners().contains(member)).count();
      long tier =
          (draft.stragglers.containsKey(member) ? 2 : 0) + (draft.vouched.contains(member) ? 0 : 1);
      long rank = tier * (draft.open.size() + 1L) + load;
      if (!but.contains(member) && rank < bestRank) {
        best = member;
        bestRank = rank;
      }
    }
    return Optional.ofNullable(best);
  }

  /// One worker has sent all of a checked block.
  void claimed(Event.BlockClaimed claimed) {
    int at = indexOf(claimed.block());
    if (at < 0
        || !draft.open.get(at).isChecked()
        || !draft.open.get(at).owners().contains(claimed.worker())) {
      return;
    }
    Dealt known = draft.open.get(at); // Heard again, it must not call for a second ruling.
    if (known.claims().orElseThrow().getOrDefault(claimed.worker(), ~claimed.print())
        == claimed.print()) {
      return;
    }
    Dealt dealt = known.claimed(claimed.worker(), claimed.print());
    replace(at, dealt);
    Map<WorkerId, Long> claims = dealt.claims().orElseThrow();
    OptionalLong shared = shared(claims);
    if (shared.isPresent()) {
      List<WorkerId> right = claimants(claims, print -> print == shared.getAsLong());
      right.forEach(this::vouch);
      right.stream().filter(this::owesNothing).forEach(new Lateness(draft)::pardon);
      claimants(claims, print -> print != shared.getAsLong())
          .forEach(liar -> quarantine(liar, differs(dealt.block(), names(right))));
    } else if (claims.size() == 1) {
      new StandIn(draft, this).claimed(at, claimed.worker());
    } else if (claims.size() == 2) {
      draft.actions.add(
          new Action.Judge(
              draft.step,
              dealt.block(),
              "step %d: %s do not come to the same for %s; the coordinator computes it by itself"
                  .formatted(draft.step, names(dealt.owners()), say(dealt.block()))));
    }
  }

  /// The coordinator has computed a block about which two differ, or that one cannot compute.
  void judged(Event.BlockJudged judged) {
    int at = indexOf(judged.block());
    if (at >= 0 && !draft.open.get(at).isChecked()) {
      new NotFinite(draft, this).judged(at, judged.numbers());
      return;
    }
    if (at < 0 || !draft.open.get(at).isDisputed()) {
      return;
    }
    Dealt dealt = draft.open.get(at);
    Map<WorkerId, Long> claims = dealt.claims().orElseThrow();
    List<WorkerId> right = claimants(claims, print -> print == judged.print());
    right.forEach(this::vouch);
    replace(
        at,
        right.isEmpty()
            ? dealt.unchecked()
            : dealt.unchecked().alsoTo(right.getFirst(), draft.now()));
    String reason = "step %d: %s is computed again".formatted(draft.step, say(dealt.block()));
    draft.actions.add(new Action.Uncheck(draft.step, dealt.block(), Held.DROPPED, reason));
    if (!right.isEmpty()) {
      draft.actions.add(
          new Action.Deal(right.getFirst(), draft.step, List.of(dealt.block()), reason));
    }
    String witnesses = right.isEmpty() ? "the coordinator" : "the coordinator and " + names(right);
    claimants(claims, print -> print != judged.print())
        .forEach(liar -> quarantine(liar, differs(dealt.block(), witnesses)));
  }

  /// What one worker has sent of a block is not finite, and was left out.
  void notFinite(Event.BlockNotFinite found) {
    new NotFinite(draft, this).found(found);
  }

  /// A block of which numbers were left out is complete with those of this worker.
  void proved(Dealt dealt, WorkerId finisher) {
    new NotFinite(draft, this).proved(dealt, finisher);
  }

  /// Somebody is gone: whoever is left alone with a checked block gets another for company.
  void repair() {
    List<Dealt> open = new ArrayList<>(draft.open);
    draft.open = open;
    for (int at = 0; at < open.size(); at++) {
      Dealt dealt = open.get(at);
      if (!dealt.isChecked() || (dealt.owners().size() > 1 && dealt.hasNumbers())) {
        continue;
      }
      Optional<WorkerId> another = other(Set.copyOf(dealt.owners()));
      if (dealt.owners().isEmpty()) {
        uncheck(at, Held.DROPPED, "its workers are gone");
      } else if (another.isEmpty()) {
        uncheck(at, Held.COUNTS, "nobody else is there");
      } else if (dealt.hasNumbers()) {
        open.set(at, dealt.checkedBy(another.get(), draft.now()));
        dealCheck(dealt.block(), dealt.owners().getFirst(), another.get());
      } else {
        dealNumbers(at, another.get());
      }
    }
  }

  /// Those who are left have only been asked for prints.
  private void dealNumbers(int at, WorkerId worker) {
    Dealt dealt = draft.open.get(at);
    draft.open.set(at, dealt.alsoTo(worker, draft.now()));
    String reason =
        "step %d: %s has only been checked, dealt to %s"
            .formatted(draft.step, say(dealt.block()), worker);
    draft.actions.add(new Action.Deal(worker, draft.step, List.of(dealt.block()), reason));
  }

  /// A check must not hold a step up for longer than a straggler may: when nobody is left who could
  /// compute the block as well, what one has sent counts.
  ///
  /// @return false when nobody has sent it either, or when two agree on it and only their numbers
  ///   are missing
  boolean endsWithOneClaim(int at) {
    Dealt dealt = draft.open.get(at);
    if (!dealt.isChecked() || dealt.claims().orElseThrow().isEmpty() || dealt.isAgreed()) {
      return false;
    }
    uncheck(at, Held.COUNTS_AS_LATE, "the others are late: what one has sent counts");
    return true;
  }

  private void uncheck(int at, Held held, String why) {
    Dealt dealt = draft.open.get(at);
    dealt.owners().forEach(owner -> draft.unchecked.putIfAbsent(owner, draft.step));
    draft.open.set(at, dealt.unchecked());
    draft.actions.add(
        new Action.Uncheck(
            draft.step,
            dealt.block(),
            held,
            "step %d: %s of %s is not checked, %s"
                .formatted(draft.step, say(dealt.block()), names(dealt.owners()), why)));
    Set<WorkerId> claimants = dealt.claims().orElseThrow().keySet();
    boolean onlyPrints =
        claimants.isEmpty() ? !dealt.hasNumbers() : dealt.checkers().containsAll(claimants);
    if (onlyPrints && !dealt.owners().isEmpty()) {
      dealNumbers(
          at, claimants.isEmpty() ? dealt.owners().getFirst() : claimants.iterator().next());
    }
  }

  /// A straggler that has sent all of its part of the step.
  private boolean owesNothing(WorkerId worker) {
    return draft.stragglers.containsKey(worker)
        && draft.open.stream()
            .filter(dealt -> dealt.owners().contains(worker))
            .allMatch(dealt -> dealt.claims().filter(all -> all.containsKey(worker)).isPresent());
  }

  private void vouch(WorkerId worker) {
    draft.vouched.add(worker);
    draft.unchecked.remove(worker);
  }

  private String differs(Block block, String witnesses) {
    return "what it sent for %s is not what %s came to".formatted(say(block), witnesses);
  }

  void quarantine(WorkerId worker, String fault) {
    Long since = draft.unchecked.get(worker);
    String counted =
        since == null || since >= draft.step
            ? "none of its numbers has counted unchecked"
            : "its numbers of steps %d to %d have counted unchecked, and checkpoints after step %d hold them"
                .formatted(since, draft.step - 1, since - 1);
    String reason =
        "worker %s is quarantined at step %d: %s; %s".formatted(worker, draft.step, fault, counted);
    if (draft.quarantined.size() == Trust.QUARANTINED_MAX) {
      draft.quarantined.removeFirst();
    }
    draft.quarantined.add(worker);
    draft.actions.add(new Action.Warn(reason));
    draft.actions.add(new Action.Quarantine(worker, reason));
    new MeasureDealing(draft).distrust(worker, reason);
    draft.remove(worker, reason);
  }

  /// What two have sent.
  private static OptionalLong shared(Map<WorkerId, Long> claims) {
    Set<Long> seen = new HashSet<>();
    return claims.values().stream()
        .filter(print -> !seen.add(print))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private static List<WorkerId> claimants(Map<WorkerId, Long> claims, LongPredicate print) {
    return claims.entrySet().stream()
        .filter(claim -> print.test(claim.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  static String names(List<WorkerId> workers) {
    return workers.stream().map(WorkerId::name).sorted().collect(Collectors.joining(" and "));
  }

  int indexOf(Block block) {
    for (int at = 0; at < draft.open.size(); at++) {
      if (draft.open.get(at).block().equals(block)) {
        return at;
      }
    }
    return -1;
  }

  void replace(int at, Dealt dealt) {
    List<Dealt> open = new ArrayList<>(draft.open);
    open.set(at, dealt);
    draft.open = open;
  }

  String say(Block block) {
    return block.shards(draft.rules().batches().shardsIn(draft.step));
  }
}
