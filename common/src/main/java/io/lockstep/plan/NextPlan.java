package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The next [Plan] while it is being worked out. Lives for one event.
final class NextPlan {

  /// Workers of a coordinator that is gone look for the next one every two seconds at least.
  private static final long GATHERING_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final Plan before;
  private final long now;
  final List<Action> actions = new ArrayList<>();
  long step;
  long horizon;
  List<WorkerId> members;
  List<Dealt> open;
  Optional<Measuring> measuring;
  final Map<WorkerId, Long> stragglers;
  final Map<WorkerId, Lapses> lapses;
  final Set<WorkerId> vouched;
  final Map<WorkerId, Long> unchecked;
  final List<WorkerId> quarantined;
  Balance balance;
  private long generation;
  private Plan.Phase phase;
  private long phaseNanos;
  private List<Long> blockNanos;

  NextPlan(Plan before, long now) {
    this.before = before;
    this.now = now;
    step = before.step();
    horizon = before.horizon();
    generation = before.generation();
    members = before.members();
    open = before.open();
    measuring = before.measuring();
    stragglers = new HashMap<>(before.stragglers());
    lapses = new HashMap<>(before.lapses());
    vouched = new HashSet<>(before.trust().vouched());
    unchecked = new HashMap<>(before.trust().unchecked());
    quarantined = new ArrayList<>(before.trust().quarantined());
    balance = before.balance();
    phase = before.phase();
    phaseNanos = before.phaseNanos();
    blockNanos = before.blockNanos();
  }

  Transition transition() {
    return new Transition(
        new Plan(
            before.rules(),
            step,
            horizon,
            generation,
            members,
            open,
            stragglers,
            lapses,
            phase,
            phaseNanos,
            blockNanos,
            measuring,
            new Trust(vouched, unchecked, quarantined),
            balance),
        actions);
  }

  Rules rules() {
    return before.rules();
  }

  long now() {
    return now;
  }

  /// A block dealt longer ago than this is late.
  long stragglerNanos() {
    return before.stragglerNanos();
  }

  Plan.Phase phase() {
    return phase;
  }

  void enter(Plan.Phase next) {
    phase = next;
    phaseNanos = now;
  }

  /// Shards of a full batch.
  int fullShards() {
    return before.rules().batches().shardsIn(1);
  }

  /// Tells every member its share, which holds from this step on.
  private void assignFrom(long fromStep, String reason) {
    generation++;
    for (int index = 0; index < members.size(); index++) {
      Share share = balance.share(index, members.size(), fullShards());
      actions.add(new Action.Assign(members.get(index), generation, fromStep, share, reason));
    }
  }

  /// The members are others. The step in progress goes on as it was dealt. One that is not certain
  /// yet was not dealt.
  void assignFromNextStep(String reason) {
    balance = balance.among(members, fullShards());
    assignFrom(nextToDeal(), reason);
  }

  /// The members are the same, and divide batches otherwise from the next step on.
  void divide(Balance next) {
    balance = next.since(now);
    String reason = "shares follow speed: " + next.words(members, fullShards());
    actions.add(new Action.Note(reason));
    assignFrom(nextToDeal(), reason);
  }

  /// Gives a worker the version with which the steps have ended, or an earlier one.
  void recall(WorkerId worker) {
    long version = step - 1;
    actions.add(
        new Action.Recall(worker, version, "worker %s gets version %d".formatted(worker, version)));
  }

  /// While nobody was ever told to do anything: whether workers are waited for before anything is
  /// dealt. When the steps are over, for a while only, since the coordinator can measure by itself.
  boolean gathers() {
    return switch (phase) {
      case GATHERING -> true;
      case FINISHED ->
          generation == 0
              && members.size() < before.rules().startWorkers()
              && now - phaseNanos < Math.min(before.rules().waitNanos(), GATHERING_NANOS_MAX);
      case RUNNING, PAUSED, GIVEN_UP -> false;
    };
  }

  /// The first step that is to be dealt.
  long nextToDeal() {
    return step > horizon ? step : step + 1;
  }

  /// Where nothing is certain by itself.
  void tellHorizon(WorkerId worker) {
    if (before.rules().end() == Rules.End.DECIDED) {
      actions.add(
          new Action.TellHorizon(worker, horizon, "steps up to %d are certain".formatted(horizon)));
    }
  }

  void start(String reason) {
    balance = balance.among(members, fullShards());
    assignFrom(step, reason);
    enter(Plan.Phase.RUNNING);
    new MeasureDealing(this).dealUnowned(reason);
    actions.add(new Action.Resume("step %d begins: %s".formatted(step, reason)));
    members.forEach(this::tellHorizon);
    openStep();
  }

  /// Shares, and what is to be measured, are told before the word to go on: with that the version
  /// leaves that begins a step.
  void resume(String reason) {
    boolean wholeStep = isWholeStepUnowned();
    balance = balance.among(members, fullShards());
    assignFrom(wholeStep ? step : nextToDeal(), reason);
    enter(Plan.Phase.RUNNING);
    new MeasureDealing(this).dealUnowned(reason);
    actions.add(new Action.Resume(reason));
    members.forEach(this::tellHorizon);
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

  /// In a pause the whole batch waits: nobody is given the version that begins the step, nor told
  /// that it is certain. One that is not certain waits for everybody.
  void openStep() {
    if (step > horizon) {
      open = List.of();
      return;
    }
    if (phase == Plan.Phase.PAUSED) {
      open = List.of(Dealt.toNobody(before.rules().batches().root(step), now));
      return;
    }
    open = dealtByShare();
    Lateness lateness = new Lateness(this);
    lateness.pardon();
    new Checking(this).begin();
    lateness.dealBlocksOfStragglers();
  }

  /// Blocks of the step as everybody knows them by its share, ascending.
  private List<Dealt> dealtByShare() {
    int shards = before.rules().batches().shardsIn(step);
    List<Dealt> dealt = new ArrayList<>();
    for (int index = 0; index < members.size(); index++) {
      for (Block block : balance.share(index, members.size(), fullShards()).blocks(shards)) {
        dealt.add(Dealt.to(members.get(index), block, now));
      }
    }
    return dealt;
  }

  /// A member is gone: what it has not sent is dealt to the others, for the same step.
  void remove(WorkerId worker, String what) {
    members = members.stream().filter(member -> !member.equals(worker)).toList();
    forget(worker);
    if (phase == Plan.Phase.FINISHED) {
      new MeasureDealing(this).dealUnowned(what);
    } else if (phase == Plan.Phase.RUNNING) {
      if (members.size() < before.rules().minWorkers()) {
        enter(Plan.Phase.PAUSED);
        actions.add(
            new Action.Pause(
                "paused: %d of min %d workers"
                    .formatted(members.size(), before.rules().minWorkers())));
        new MeasureDealing(this).dealUnowned(what);
      } else {
        assignFromNextStep(what);
        dealUnowned(what);
      }
    }
  }

  /// Of a worker that is gone, or begins anew.
  void forget(WorkerId worker) {
    open = open.stream().map(dealt -> dealt.without(worker)).toList();
    measuring = measuring.map(one -> one.without(worker));
    stragglers.remove(worker);
    lapses.remove(worker);
    vouched.remove(worker);
    unchecked.remove(worker);
    balance = balance.without(worker);
  }

  /// Everything this block covers has arrived, from this worker at last. It took so long as this
  /// worker has known of it: the time of another who was told before and hangs must not count, or
  /// patience would grow by itself; but the time of one who is slow must, or a cluster that became
  /// slow would have every block dealt twice for ever.
  void close(Block block, WorkerId worker) {
    List<Dealt> rest = new ArrayList<>();
    List<Dealt> proved = new ArrayList<>();
    for (Dealt dealt : open) {
      if (!block.covers(dealt.block())) {
        rest.add(dealt);
        continue;
      }
      if (!dealt.suspects().isEmpty()) {
        proved.add(dealt);
      }
      Long told = dealt.toldNanos().get(worker);
      if (told != null && dealt.block().equals(block)) {
        blockNanos = measuring.isEmpty() ? before.withDuration(now - told) : blockNanos;
      }
    }
    open = rest;
    if (stragglers.containsKey(worker)
        && rest.stream().noneMatch(dealt -> dealt.owners().contains(worker))) {
      new Lateness(this).pardon(worker); // It had the last word about its part of the step.
    }
    proved.forEach(dealt -> new Checking(this).proved(dealt, worker));
  }

  /// Deals blocks that nobody computes, cut small enough that all can help who are no stragglers.
  void dealUnowned(String reason) {
    new MeasureDealing(this).dealUnowned(reason);
    new Checking(this).repair();
    List<Block> unowned =
        open.stream().filter(dealt -> dealt.owners().isEmpty()).map(Dealt::block).toList();
    if (!unowned.isEmpty()) {
      dealToAll(unowned, reason);
    }
    new Lateness(this).dealBlocksOfStragglers();
  }

  private void dealToAll(List<Block> unowned, String reason) {
    List<Dealt> dealt = new ArrayList<>(open.stream().filter(d -> !d.owners().isEmpty()).toList());
    int first = dealt.size();
    List<WorkerId> takers =
        stragglers.keySet().containsAll(members)
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
    new Checking(this).watchFrom(first);
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
}
