package io.lockstep.plan;

import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What a run waits for, in one block of words: worker, host, block, how long, and who waits
/// meanwhile. Lives for one report.
final class Waiting {

  /// A hundred lines would hide what they say.
  private static final int LINES_MAX = 8;

  /// What one worker owes.
  ///
  /// @param what blocks, in words
  /// @param toldNanos when it was told of the first of them
  private record Debt(List<String> what, long toldNanos) {
    Debt and(Debt other) {
      List<String> both = new ArrayList<>(what);
      both.addAll(other.what);
      return new Debt(both, Math.min(toldNanos, other.toldNanos));
    }
  }

  private final Plan plan;
  private final Standstill.Signs signs;
  private final long now;
  private final TreeMap<WorkerId, Debt> debts = new TreeMap<>();
  private final List<String> others = new ArrayList<>();

  Waiting(Plan plan, Standstill.Signs signs, long nowNanos) {
    this.plan = plan;
    this.signs = signs;
    this.now = nowNanos;
    plan.measuring().ifPresent(this::oweMeasures);
    plan.open().forEach(this::oweBlock);
  }

  String words(long lastedNanos) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "no progress for %d s at step %d: %s"
            .formatted(seconds(lastedNanos), plan.step(), phase()));
    List<String> causes = new ArrayList<>();
    if (isShort()) {
      causes.add(shortage());
    } else {
      debts.forEach((worker, debt) -> causes.add(owes(worker, debt)));
      causes.addAll(others);
      if (causes.isEmpty()) {
        causes.add("the coordinator itself, which %s".formatted(ownWork()));
      }
    }
    causes.stream().limit(LINES_MAX).forEach(cause -> lines.add("  waits for: " + cause));
    if (causes.size() > LINES_MAX) {
      lines.add("  waits for: %d more".formatted(causes.size() - LINES_MAX));
    }
    String idle = idle();
    if (!idle.isEmpty()) {
      lines.add("  meanwhile: " + idle);
    }
    lines.add("  try: " + advice());
    return String.join("\n", lines);
  }

  private void oweMeasures(Measuring measuring) {
    for (Measuring.Owed owed : measuring.open()) {
      String what = "block %d of the %s part".formatted(owed.block(), part(measuring));
      if (owed.owners().isEmpty()) {
        others.add("a worker that measures " + what);
      }
      for (WorkerId owner : owed.owners()) {
        long told = measuring.sinceNanos().getOrDefault(owner, now);
        debts.merge(owner, new Debt(List.of(what), told), Debt::and);
      }
    }
  }

  private void oweBlock(Dealt dealt) {
    String what = dealt.block().shards(plan.rules().batches().shardsIn(plan.step()));
    if (dealt.owners().isEmpty()) {
      others.add("a worker that computes " + what);
    }
    if (dealt.isDisputed()) {
      others.add(
          "the coordinator itself, which computes %s since two workers differ".formatted(what));
      return;
    }
    for (WorkerId owner : dealt.owners()) {
      boolean sent = dealt.claims().filter(all -> all.containsKey(owner)).isPresent();
      if (!sent) {
        long told = dealt.toldNanos().get(owner);
        debts.merge(owner, new Debt(List.of(what), told), Debt::and);
      }
    }
  }

  private String phase() {
    if (isShort()) {
      return plan.phase() == Plan.Phase.PAUSED ? "paused" : "gathering workers";
    }
    if (plan.measuring().isPresent()) {
      Measuring measuring = plan.measuring().get();
      return "measuring version %d on the %s part".formatted(measuring.version(), part(measuring));
    }
    return plan.open().isEmpty() ? "closing what is complete" : "computing";
  }

  private boolean isShort() {
    return plan.phase() == Plan.Phase.GATHERING || plan.phase() == Plan.Phase.PAUSED;
  }

  private String shortage() {
    int needed =
        plan.phase() == Plan.Phase.PAUSED ? plan.rules().minWorkers() : plan.rules().startWorkers();
    return "workers: %d of %d are here".formatted(plan.members().size(), needed);
  }

  private String owes(WorkerId worker, Debt debt) {
    OptionalLong heard = signs.heardNanos(worker);
    String heardOf;
    if (heard.isEmpty()) {
      heardOf = "nothing has come from it";
    } else if (heard.getAsLong() < debt.toldNanos()) {
      heardOf = "nothing has come from it for %d s".formatted(seconds(now - heard.getAsLong()));
    } else {
      heardOf = "the last came from it %d s ago".formatted(seconds(now - heard.getAsLong()));
    }
    return "%s, for %d s: %s; %s"
        .formatted(place(worker), seconds(now - debt.toldNanos()), shortened(debt.what()), heardOf);
  }

  private static String shortened(List<String> what) {
    String first = what.stream().limit(LINES_MAX).collect(Collectors.joining(", "));
    return what.size() > LINES_MAX
        ? "%s and %d more".formatted(first, what.size() - LINES_MAX)
        : first;
  }

  private String ownWork() {
    if (plan.phase() == Plan.Phase.FINISHED) {
      return "closes the run: its books, checkpoint and model";
    }
    return plan.step() > plan.horizon()
        ? "closes the epoch before step %d: its books and checkpoint".formatted(plan.step())
        : "closes step %d in its books".formatted(plan.step());
  }

  private String idle() {
    TreeSet<WorkerId> free = new TreeSet<>(plan.members());
    free.removeAll(debts.keySet());
    if (free.isEmpty()) {
      return "";
    }
    String names =
        free.stream().limit(LINES_MAX).map(WorkerId::name).collect(Collectors.joining(", "));
    String more = free.size() > LINES_MAX ? " and %d more".formatted(free.size() - LINES_MAX) : "";
    return names + more + (free.size() == 1 ? " waits for " : " wait for ") + aim();
  }

  private String aim() {
    if (isShort()) {
      return "more workers";
    }
    return plan.phase() == Plan.Phase.FINISHED
        ? "the end of the run"
        : "version %d".formatted(plan.step());
  }

  private String advice() {
    if (isShort()) {
      return "start more workers";
    }
    if (debts.isEmpty()) {
      return others.isEmpty()
          ? "look at the disk of the run folder and at the load of the coordinator's host"
          : "start more workers";
    }
    return "look at %s; when it is ended, the others do its part of the same step"
        .formatted(place(oldest()));
  }

  /// Who was told first.
  private WorkerId oldest() {
    return debts.entrySet().stream()
        .min((a, b) -> Long.compare(a.getValue().toldNanos(), b.getValue().toldNanos()))
        .orElseThrow()
        .getKey();
  }

  private String place(WorkerId worker) {
    String host = signs.host(worker);
    return host.isEmpty() ? "worker " + worker : "worker %s on %s".formatted(worker, host);
  }

  private static String part(Measuring measuring) {
    Part part = measuring.part();
    return part.name().toLowerCase(Locale.ROOT);
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }
}
