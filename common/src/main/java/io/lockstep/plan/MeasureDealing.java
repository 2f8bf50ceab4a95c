package io.lockstep.plan;

import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Decides who measures which blocks of a version, and what becomes of those that do not come.
/// Works on a [NextPlan] and lives for one event.
///
/// Nobody is compared here as gradients are: who measures is vouched for by what it has computed,
/// if anybody is.
final class MeasureDealing {

  /// After so many times somebody was late the coordinator waits for nobody any more.
  private static final int ROUNDS_LATE_MAX = 4;

  private final NextPlan draft;

  MeasureDealing(NextPlan draft) {
    this.draft = draft;
  }

  /// A version is to be measured on a set.
  void begin(long version, Part part, int blocks) {
    List<Measuring.Owed> open =
        IntStream.range(0, blocks).mapToObj(block -> new Measuring.Owed(block, List.of())).toList();
    draft.measuring = Optional.of(new Measuring(version, part, open, Map.of(), Map.of(), 0, 0));
    dealUnowned("version %d is measured".formatted(version));
  }

  /// Deals what nobody measures, in runs of about the same length, unless more workers are waited
  /// for. In a pause, and when nobody is left, the coordinator has nothing else to do.
  void dealUnowned(String reason) {
    Measuring measuring = draft.measuring.orElse(null);
    boolean nothing =
        measuring == null || measuring.open().stream().noneMatch(o -> o.owners().isEmpty());
    if (nothing || draft.gathers()) {
      return;
    }
    List<WorkerId> takers = takers();
    if (takers.isEmpty()) {
      alone("too few workers are here");
      return;
    }
    List<Integer> unowned =
        measuring.open().stream()
            .filter(owed -> owed.owners().isEmpty())
            .map(Measuring.Owed::block)
            .toList();
    Map<Integer, WorkerId> takerOf = new LinkedHashMap<>();
    for (int at = 0; at < unowned.size(); at++) {
      takerOf.put(unowned.get(at), takers.get((int) ((long) at * takers.size() / unowned.size())));
    }
    deal(takerOf, reason);
  }

  /// Those who are vouched for and not late; while there is nobody of that kind, all.
  private List<WorkerId> takers() {
    if (draft.phase() != Plan.Phase.RUNNING && draft.phase() != Plan.Phase.FINISHED) {
      return List.of();
    }
    List<WorkerId> reliable =
        draft.members.stream()
            .filter(member -> draft.rules().checkSteps() == 0 || draft.vouched.contains(member))
            .filter(member -> !draft.stragglers.containsKey(member))
            .toList();
    return reliable.isEmpty() ? draft.members : reliable;
  }

  /// Tells each taker its blocks, run by run.
  private void deal(Map<Integer, WorkerId> takerOf, String reason) {
    Measuring next = draft.measuring.orElseThrow();
    List<Measuring.Owed> open = new ArrayList<>();
    for (Measuring.Owed owed : next.open()) {
      WorkerId taker = takerOf.get(owed.block());
      open.add(taker == null ? owed : owed.alsoTo(taker));
    }
    next = next.with(open);
    for (WorkerId taker : new HashSet<>(takerOf.values())) {
      next = next.heard(taker, draft.now());
    }
    draft.measuring = Optional.of(next);
    Map<WorkerId, List<Integer>> byTaker = new LinkedHashMap<>();
    takerOf.forEach(
        (block, taker) -> byTaker.computeIfAbsent(taker, _ -> new ArrayList<>()).add(block));
    byTaker.forEach((taker, blocks) -> tell(taker, blocks, reason));
  }

  /// @param blocks ascending
  private void tell(WorkerId worker, List<Integer> blocks, String reason) {
    Measuring measuring = draft.measuring.orElseThrow();
    int from = 0;
    for (int at = 1; at <= blocks.size(); at++) {
      if (at == blocks.size() || blocks.get(at) != blocks.get(at - 1) + 1) {
        draft.actions.add(
            new Action.Measure(
                worker,
                measuring.version(),
                measuring.part(),
                blocks.get(from),
                blocks.get(at - 1) + 1,
                reason));
        from = at;
      }
    }
  }

  /// Tells a worker again what it owes.
  void dealOwned(WorkerId worker, String reason) {
    draft.measuring.ifPresent(measuring ->
        tell(
            worker,
            measuring.open().stream()
                .filter(owed -> owed.owners().contains(worker))
                .map(Measuring.Owed::block)
                .toList(),
            reason));
  }

  /// A block has come.
  void measured(Event.BlockMeasured block) {
    Measuring measuring = draft.measuring.orElse(null);
    if (measuring == null
        || !measuring.isOwed(block.version(), block.part(), block.block(), block.worker())) {
      return;
    }
    long took = draft.now() - measuring.sinceNanos().getOrDefault(block.worker(), draft.now());
    Measuring next =
        measuring
            .came(block.block(), block.worker())
            .tookUpTo(took)
            .heard(block.worker(), draft.now());
    draft.measuring = Optional.of(next);
    if (next.open().isEmpty()) {
      end();
      draft.actions.add(
          new Action.Measured(
              next.version(), next.part(), "version %d is measured".formatted(next.version())));
    }
  }

  /// What this worker has measured of the version at hand does not count any more. It is gone, and
  /// others are dealt what it has left.
  void distrust(WorkerId worker, String reason) {
    draft.measuring.ifPresent(measuring -> {
      List<Integer> blocks = measuring.sentBy(worker);
      if (!blocks.isEmpty()) {
        draft.measuring = Optional.of(measuring.reopened(blocks));
        draft.actions.add(
            new Action.Unmeasure(measuring.version(), measuring.part(), blocks, reason));
      }
    });
  }

  /// From here on blocks of the step in progress can be late: until now whoever computes them had
  /// something else to do first.
  private void end() {
    draft.measuring = Optional.empty();
    draft.open = draft.open.stream().map(dealt -> dealt.toldNow(draft.now())).toList();
  }

  /// Somebody wants the run to stop: nobody is waited for.
  void alone(String why) {
    draft.measuring.ifPresent(measuring -> {
      end();
      draft.actions.add(
          new Action.MeasureAlone(
              measuring.version(),
              measuring.part(),
              "the coordinator measures version %d by itself: %s"
                  .formatted(measuring.version(), why)));
    });
  }

  /// Who has not been heard of for too long is not waited for: others measure its blocks as well,
  /// or it is told again when there is no other. Whoever is first is used.
  void dealLateAgain() {
    Measuring measuring = draft.measuring.orElse(null);
    if (measuring == null) {
      return;
    }
    double factor = draft.rules().stragglerFactor();
    long late = Math.max(draft.stragglerNanos(), (long) (factor * measuring.slowestNanos()));
    Set<WorkerId> hanging = new HashSet<>();
    measuring
        .sinceNanos()
        .forEach((worker, since) -> {
          if (draft.now() - since >= late && measuring.owesAnything(worker)) {
            hanging.add(worker);
          }
        });
    List<Integer> blocks =
        measuring.open().stream()
            .filter(owed -> !owed.owners().isEmpty() && hanging.containsAll(owed.owners()))
            .map(Measuring.Owed::block)
            .toList();
    if (blocks.isEmpty()) {
      return;
    }
    if (measuring.roundsLate() == ROUNDS_LATE_MAX) {
      alone("%s do not measure it".formatted(hanging));
      return;
    }
    List<WorkerId> others = takers().stream().filter(taker -> !hanging.contains(taker)).toList();
    List<WorkerId> takers = others.isEmpty() ? draft.members : others;
    draft.measuring = Optional.of(measuring.late());
    Map<Integer, WorkerId> takerOf = new LinkedHashMap<>();
    for (int at = 0; at < blocks.size(); at++) {
      takerOf.put(blocks.get(at), takers.get((int) ((long) at * takers.size() / blocks.size())));
    }
    deal(takerOf, "%s are late with version %d".formatted(hanging, measuring.version()));
    for (WorkerId worker : hanging) {
      draft.measuring = draft.measuring.map(next -> next.heard(worker, draft.now()));
    }
  }
}
