package io.lockstep.plan;

import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What follows when a worker has sent numbers that are not finite: the block is computed again, by
/// another or else by the same one and then by the coordinator. If it comes to the same, the data
/// or the learning rate is at fault, and otherwise that worker. Lives for one event.
final class NotFinite {

  private final NextPlan draft;
  private final Checking checking;

  NotFinite(NextPlan draft, Checking checking) {
    this.draft = draft;
    this.checking = checking;
  }

  void found(Event.BlockNotFinite found) {
    int at = checking.indexOf(found.block());
    if (at < 0 || !draft.open.get(at).owners().contains(found.worker())) {
      return;
    }
    Dealt dealt = draft.open.get(at);
    List<WorkerId> suspects = new ArrayList<>(dealt.suspects());
    if (!suspects.contains(found.worker())) {
      suspects.add(found.worker());
    }
    Optional<WorkerId> other = checking.other(Set.copyOf(suspects));
    boolean repeated = dealt.suspects().contains(found.worker());
    if (suspects.size() > 1) {
      admit(
          found.block(),
          "step %d: what %s computed for %s is not finite (%s), twice: the data or the learning rate"
              .formatted(
                  draft.step,
                  Checking.names(suspects),
                  checking.say(found.block()),
                  found.where()));
      return;
    }
    if (repeated && other.isEmpty()) {
      draft.actions.add(
          new Action.Judge(
              draft.step,
              found.block(),
              "step %d: what worker %s sent for %s is not finite (%s), twice; the coordinator computes it by itself"
                  .formatted(
                      draft.step, found.worker(), checking.say(found.block()), found.where())));
      return;
    }
    if (repeated) {
      return; // Another is computing it.
    }
    computeAgain(at, found, suspects, other.orElse(found.worker()));
  }

  private void computeAgain(
      int at, Event.BlockNotFinite found, List<WorkerId> suspects, WorkerId taker) {
    Dealt dealt = draft.open.get(at);
    String reason =
        "step %d: what worker %s sent for %s is not finite (%s); %s computes it again"
            .formatted(
                draft.step, found.worker(), checking.say(found.block()), found.where(), taker);
    checking.replace(at, dealt.suspecting(suspects).alsoTo(taker, draft.now()));
    draft.actions.add(new Action.Warn(reason));
    draft.actions.add(new Action.Deal(taker, draft.step, List.of(found.block()), reason));
  }

  /// The coordinator has computed a block that the only worker could not.
  void judged(int at, Event.Numbers numbers) {
    Dealt dealt = draft.open.get(at);
    List<WorkerId> suspects = dealt.suspects();
    if (suspects.size() != 1) {
      return; // Settled meanwhile.
    }
    WorkerId suspect = suspects.getFirst();
    String what = checking.say(dealt.block());
    switch (numbers) {
      case NOT_FINITE ->
          admit(
              dealt.block(),
              "step %d: what %s and the coordinator computed for %s is not finite: the data or the learning rate"
                  .formatted(draft.step, suspect, what));
      case FINITE -> {
        checking.replace(at, dealt.suspecting(List.of()));
        if (draft.members.contains(suspect)) {
          checking.quarantine(
              suspect,
              "what it sent for %s is not finite, twice, while the coordinator came to finite numbers"
                  .formatted(what));
        }
      }
    }
  }

  /// It came to the same a second time: not the worker is at fault, but the data or the learning
  /// rate.
  private void admit(Block found, String reason) {
    draft.actions.add(new Action.Admit(draft.step, reason));
    draft.actions.add(new Action.Warn(reason));
    List<Dealt> open = new ArrayList<>(draft.open);
    for (int at = 0; at < open.size(); at++) {
      Dealt dealt = open.get(at);
      boolean leftOut = !dealt.suspects().isEmpty() || dealt.block().equals(found);
      open.set(at, dealt.suspecting(List.of()));
      if (leftOut && !dealt.owners().isEmpty()) {
        draft.actions.add(
            new Action.Deal(dealt.owners().getLast(), draft.step, List.of(dealt.block()), reason));
      }
    }
    draft.open = open;
  }

  /// A block of which numbers were left out is complete with those of this worker.
  void proved(Dealt dealt, WorkerId finisher) {
    for (WorkerId suspect : dealt.suspects()) {
      if (suspect.equals(finisher)) {
        draft.actions.add(
            new Action.Warn(
                "step %d: the second time, what worker %s sent for %s was finite: its memory or processor cannot be relied on"
                    .formatted(draft.step, suspect, checking.say(dealt.block()))));
      } else if (draft.members.contains(suspect)) {
        checking.quarantine(
            suspect,
            "what it sent for %s is not finite, while %s came to finite numbers"
                .formatted(checking.say(dealt.block()), finisher));
      }
    }
  }
}
