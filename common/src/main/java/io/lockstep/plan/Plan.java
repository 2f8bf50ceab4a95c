package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The coordinator's state: who is in, which step is in progress, which of its blocks are still to
/// come. Immutable; [#on] is a pure function of state, event and time.
///
/// @param step the step in progress, from 1; once the run is finished, the one after the version
///   that workers are given
/// @param horizon the last step that is certain. A step behind it is not dealt before it moves
/// @param generation number of the newest assignment
/// @param members who takes part from the next step on, in order of their shares
/// @param open blocks of the step in progress that are still to come
/// @param stragglers members that were late, and since when; others compute their blocks too
/// @param lapses how often members were late lately, straggler or not
/// @param phase whether steps go on
/// @param phaseNanos since when
/// @param blockNanos how long the latest blocks took, newest last
/// @param measuring what is measured beside the step in progress, and holds it up
/// @param trust whose numbers are believed
/// @param balance how a batch is divided among the members
public record Plan(
    Rules rules,
    long step,
    long horizon,
    long generation,
    List<WorkerId> members,
    List<Dealt> open,
    Map<WorkerId, Long> stragglers,
    Map<WorkerId, Lapses> lapses,
    Phase phase,
    long phaseNanos,
    List<Long> blockNanos,
    Optional<Measuring> measuring,
    Trust trust,
    Balance balance) {

  /// How many durations the median is taken over.
  private static final int DURATIONS_KEPT = 15;

  /// A straggler is waited for again after so long, whatever it has done meanwhile: what made it
  /// late may be over, and it may never be the first to complete a block.
  static final long STRAGGLER_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  /// Before any block is known the limit is so many times the minimum: a young process is slow.
  private static final int FIRST_BLOCK_PATIENCE = 10;

  /// Whether steps go on.
  public enum Phase {
    GATHERING,
    RUNNING,
    PAUSED,
    FINISHED,
    GIVEN_UP
  }

  public Plan {
    members = List.copyOf(members);
    open = List.copyOf(open);
    stragglers = Map.copyOf(stragglers);
    lapses = Map.copyOf(lapses);
    blockNanos = List.copyOf(blockNanos);
  }

  /// A run that holds version `version` and waits for its workers.
  ///
  /// @param horizon the last step that is certain
  public static Plan from(Rules rules, long version, long horizon, long nowNanos) {
    Phase phase = version >= rules.lastStep() ? Phase.FINISHED : Phase.GATHERING;
    return new Plan(
        rules,
        version + 1,
        horizon,
        0,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        phase,
        nowNanos,
        List.of(),
        Optional.empty(),
        Trust.NOBODY,
        Balance.even(nowNanos));
  }

  /// The one entry: what happens to the state by this event, and what is to be done.
  public Transition on(Event event, long nowNanos) {
    if (phase == Phase.FINISHED || phase == Phase.GIVEN_UP) {
      return new AfterTheEnd(this, nowNanos).on(event);
    }
    return switch (event) {
      case Event.Joined(WorkerId worker) -> joined(worker, nowNanos);
      case Event.Lost(WorkerId worker, String reason) -> lost(worker, reason, nowNanos);
      case Event.BlockComplete complete -> blockComplete(complete, nowNanos);
      case Event.BlockTorn torn -> blockTorn(torn, nowNanos);
      case Event.BlockClaimed claimed ->
          checking(claimed.step(), nowNanos, c -> c.claimed(claimed));
      case Event.BlockJudged judged -> checking(judged.step(), nowNanos, c -> c.judged(judged));
      case Event.BlockNotFinite found -> checking(found.step(), nowNanos, c -> c.notFinite(found));
      case Event.StepComplete(long completeStep) -> stepComplete(completeStep, nowNanos);
      case Event.HorizonMoved(long certain) -> horizonMoved(certain, nowNanos);
      case Event.StepsOver _ -> stepsOver(nowNanos);
      case Event.MeasureAsked(long version, Part part, int blocks) ->
          measuring(nowNanos, dealing -> dealing.begin(version, part, blocks));
      case Event.BlockMeasured block -> measuring(nowNanos, dealing -> dealing.measured(block));
      case Event.MeasureCancelled(String reason) ->
          measuring(nowNanos, dealing -> dealing.alone(reason));
      case Event.ResyncAsked(WorkerId worker, long holds) -> resync(worker, holds, nowNanos);
      case Event.Paced(var costs) -> paced(costs, nowNanos);
      case Event.Tick() -> tick(nowNanos);
    };
  }

  private Transition stepsOver(long now) {
    NextPlan draft = new NextPlan(this, now);
    draft.open = List.of();
    draft.enter(Phase.FINISHED);
    return draft.transition();
  }

  Transition measuring(long now, Consumer<MeasureDealing> change) {
    NextPlan draft = new NextPlan(this, now);
    change.accept(new MeasureDealing(draft));
    return draft.transition();
  }

  Transition joined(WorkerId worker, long now) {
    if (trust.quarantined().contains(worker)) {
      return new Transition(
          this,
          List.of(
              new Action.Quarantine(
                  worker, "worker %s has sent wrong numbers before".formatted(worker))));
    }
    List<WorkerId> grown = new ArrayList<>(members);
    if (!grown.contains(worker)) {
      grown.add(worker);
    }
    NextPlan draft = new NextPlan(this, now);
    draft.members = grown;
    if (phase == Phase.FINISHED) {
      draft.recall(worker);
    } else {
      String what = "worker %s joined at step %d".formatted(worker, step);
      draft.actions.add(new Action.SendVersion(worker, -1, what));
    }
    draft.forget(worker);
    switch (phase) {
      case GATHERING -> {
        if (grown.size() >= rules.startWorkers()) {
          draft.start("%d workers are here".formatted(grown.size()));
        }
      }
      case PAUSED -> {
        if (grown.size() >= rules.minWorkers()) {
          draft.resume("%d workers are here again".formatted(grown.size()));
        } else {
          new MeasureDealing(draft).dealUnowned("worker %s joined again".formatted(worker));
        }
      }
      case RUNNING -> {
        draft.assignFromNextStep("worker %s joined; %d take part".formatted(worker, grown.size()));
        draft.dealUnowned("worker %s joined again".formatted(worker));
        draft.tellHorizon(worker);
      }
      case FINISHED -> new MeasureDealing(draft).dealUnowned("worker %s joined".formatted(worker));
      case GIVEN_UP -> throw new IllegalStateException("phase " + phase);
    }
    return draft.transition();
  }

  Transition lost(WorkerId worker, String reason, long now) {
    if (!members.contains(worker)) {
      return new Transition(this, List.of());
    }
    NextPlan draft = new NextPlan(this, now);
    String where =
        phase == Phase.FINISHED
            ? "while version %d is measured".formatted(step - 1)
            : "at step %d".formatted(step);
    String what =
        "worker %s lost (%s) %s; %d of %d remain"
            .formatted(worker, reason, where, members.size() - 1, members.size());
    draft.actions.add(new Action.Warn(what));
    draft.remove(worker, what);
    return draft.transition();
  }

  private Transition checking(long ofStep, long now, Consumer<Checking> change) {
    if (ofStep != step) {
      return new Transition(this, List.of());
    }
    NextPlan draft = new NextPlan(this, now);
    change.accept(new Checking(draft));
    return draft.transition();
  }

  private Transition blockComplete(Event.BlockComplete complete, long now) {
    if (complete.step() != step) {
      return new Transition(this, List.of());
    }
    NextPlan draft = new NextPlan(this, now);
    draft.close(complete.block(), complete.worker());
    return draft.transition();
  }

  private Transition blockTorn(Event.BlockTorn torn, long now) {
    if (torn.step() != step || phase != Phase.RUNNING) {
      return new Transition(this, List.of());
    }
    NextPlan draft = new NextPlan(this, now);
    draft.dealTornAgain(torn.block(), torn.worker());
    return draft.transition();
  }

  private Transition stepComplete(long completeStep, long now) {
    if (completeStep != step) {
      return new Transition(this, List.of());
    }
    NextPlan draft = new NextPlan(this, now);
    draft.step = step + 1;
    if (completeStep == rules.lastStep()) {
      draft.open = List.of();
      draft.enter(Phase.FINISHED);
      draft.actions.add(new Action.Finish("step %d was the last".formatted(completeStep)));
      return draft.transition();
    }
    draft.openStep();
    return draft.transition();
  }

  /// The step that was not certain begins, unless the run pauses: then with the next worker that
  /// comes.
  private Transition horizonMoved(long certain, long now) {
    NextPlan draft = new NextPlan(this, now);
    draft.horizon = certain;
    if (phase == Phase.RUNNING) {
      members.forEach(draft::tellHorizon);
    }
    if (step > horizon) {
      draft.openStep();
    }
    return draft.transition();
  }

  /// The newest assignment may be younger than the step in progress, which goes on as it was dealt:
  /// so that is told block by block, and the share from the next step on. In a pause only what was
  /// begun before it is told.
  Transition resync(WorkerId worker, long holds, long now) {
    int index = members.indexOf(worker);
    if (index < 0) {
      return new Transition(this, List.of());
    }
    String reason = "worker %s asked at step %d".formatted(worker, step);
    NextPlan draft = new NextPlan(this, now);
    if (phase == Phase.FINISHED && holds != step - 1) {
      draft.recall(worker);
    } else if (phase != Phase.FINISHED) {
      draft.actions.add(new Action.SendVersion(worker, holds, reason));
    }
    if (phase == Phase.RUNNING) {
      Share share = balance.share(index, members.size(), draft.fullShards());
      draft.actions.add(new Action.Assign(worker, generation, draft.nextToDeal(), share, reason));
      draft.tellHorizon(worker);
    }
    new MeasureDealing(draft).dealOwned(worker, reason);
    draft.dealOwned(worker, reason);
    return draft.transition();
  }

  /// Shares follow speed, though not each wandering of it.
  private Transition paced(Map<WorkerId, WorkCost> costs, long now) {
    NextPlan draft = new NextPlan(this, now);
    draft.balance = balance.knowing(costs, members, now);
    if (phase == Phase.RUNNING && now - balance.sinceNanos() >= Balance.KEPT_NANOS) {
      draft.balance.better(members, draft.fullShards()).ifPresent(draft::divide);
    }
    return draft.transition();
  }

  Transition tick(long now) {
    NextPlan draft = new NextPlan(this, now);
    boolean patient = now - phaseNanos < rules.waitNanos();
    switch (phase) {
      case GATHERING -> {
        if (!patient && members.size() >= rules.minWorkers()) {
          draft.start("waited long enough; %d workers are here".formatted(members.size()));
        } else if (!patient) {
          draft.giveUp();
        }
      }
      case PAUSED -> {
        if (!patient) {
          draft.giveUp();
        }
      }
      case RUNNING -> {
        new MeasureDealing(draft).dealLateAgain();
        new Lateness(draft).dealLateBlocksAgain();
      }
      case FINISHED -> {
        new MeasureDealing(draft).dealUnowned("waited long enough");
        new MeasureDealing(draft).dealLateAgain();
      }
      case GIVEN_UP -> throw new IllegalStateException("phase " + phase);
    }
    return draft.transition();
  }

  /// Whether there is something for this worker in a full batch: of more workers than shards, and
  /// of those that are far too slow, some stand ready.
  public boolean hasShare(WorkerId worker) {
    int index = members.indexOf(worker);
    int shards = rules.batches().shardsIn(1);
    return index >= 0 && !balance.share(index, members.size(), shards).blocks(shards).isEmpty();
  }

  /// How this block of the step in progress was dealt to this worker; empty when it was not, or has
  /// arrived.
  public Optional<Dealt> dealtTo(WorkerId worker, long ofStep, Block block) {
    if (ofStep == step) {
      for (Dealt dealt : open) {
        if (dealt.block().equals(block) && dealt.owners().contains(worker)) {
          return Optional.of(dealt);
        }
      }
    }
    return Optional.empty();
  }

  /// A block dealt longer ago than this is late.
  long stragglerNanos() {
    if (blockNanos.isEmpty()) {
      return FIRST_BLOCK_PATIENCE * rules.stragglerNanosMin();
    }
    long median =
        blockNanos.stream().sorted().skip(blockNanos.size() / 2).findFirst().orElseThrow();
    return Math.max(rules.stragglerNanosMin(), (long) (rules.stragglerFactor() * median));
  }

  /// A very late block counts as twice the patience: so it can grow to what a slow cluster needs,
  /// but not by a whole night in which all slept.
  List<Long> withDuration(long nanos) {
    List<Long> kept = new ArrayList<>(blockNanos);
    kept.add(Math.min(nanos, 2 * stragglerNanos()));
    return kept.size() > DURATIONS_KEPT ? kept.subList(1, kept.size()) : kept;
  }
}
