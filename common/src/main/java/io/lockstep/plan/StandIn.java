package io.lockstep.plan;

import io.lockstep.plan.Action.Uncheck.Held;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides who answers for a straggler that nobody vouches for. To wait for it would hold each step
/// up; to take its numbers as they come would believe it for being slow. So another, one that is
/// vouched for, computes the block as well. Whoever of the two is late is waited for no longer:
/// when both have sent all of it they are compared, and before that the numbers of the other are
/// enough. Works on a [NextPlan] and lives for one event.
final class StandIn {

  private final NextPlan draft;
  private final Checking checking;

  StandIn(NextPlan draft, Checking checking) {
    this.draft = draft;
    this.checking = checking;
  }

  /// @return false if nobody of that kind is there
  boolean answersFor(int at, WorkerId straggler) {
    Optional<WorkerId> other = checking.other(Set.of(straggler)).filter(this::isReliable);
    if (other.isEmpty()) {
      return false;
    }
    Dealt dealt = draft.open.get(at);
    draft.open.set(at, dealt.checked().alsoTo(other.get(), draft.now()));
    String reason =
        "step %d: %s of the straggler %s, whom nobody vouches for, dealt to %s too"
            .formatted(draft.step, checking.say(dealt.block()), straggler, other.get());
    draft.actions.add(
        new Action.Deal(
            other.get(),
            draft.step,
            List.of(dealt.block()),
            Action.Deal.Occasion.EVERY_STEP,
            reason));
    return true;
  }

  /// This worker is the first that has sent all of a checked block.
  void claimed(int at, WorkerId claimant) {
    Dealt dealt = draft.open.get(at);
    List<WorkerId> others =
        dealt.owners().stream().filter(owner -> !owner.equals(claimant)).toList();
    boolean hasNumbers = !dealt.checkers().contains(claimant);
    if (!hasNumbers
        || !draft.vouched.contains(claimant)
        || others.stream().anyMatch(this::isWaitedFor)) {
      return;
    }
    Dealt alone = dealt.unchecked();
    for (WorkerId other : others) {
      alone = alone.without(other); // What it sends from now on is nobody's.
    }
    checking.replace(at, alone);
    draft.unchecked.putIfAbsent(claimant, draft.step);
    draft.actions.add(
        new Action.Uncheck(
            draft.step,
            dealt.block(),
            Held.COUNTS_OF_STAND_IN,
            "step %d: %s counts as %s computed it"
                .formatted(draft.step, checking.say(dealt.block()), claimant)));
  }

  private boolean isReliable(WorkerId worker) {
    return draft.vouched.contains(worker) && !draft.stragglers.containsKey(worker);
  }

  private boolean isWaitedFor(WorkerId worker) {
    return draft.vouched.contains(worker) || !draft.stragglers.containsKey(worker);
  }
}
