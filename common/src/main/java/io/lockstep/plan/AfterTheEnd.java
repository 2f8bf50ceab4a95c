package io.lockstep.plan;

import io.lockstep.shard.Part;
import java.util.List;
import java.util.function.Consumer;

/// What still happens to a [Plan] whose steps are over: a version may be measured, and workers come
/// and go meanwhile. Of a run that was given up nothing is left to do. Lives for one event.
final class AfterTheEnd {

  private final Plan plan;
  private final long now;

  AfterTheEnd(Plan plan, long nowNanos) {
    this.plan = plan;
    this.now = nowNanos;
  }

  /// Whoever comes when the steps are over may still help to measure.
  Transition on(Event event) {
    boolean finished = plan.phase() == Plan.Phase.FINISHED;
    boolean open = finished && plan.measuring().isPresent();
    return switch (event) {
      case Event.Joined(WorkerId worker) when finished -> plan.joined(worker, now);
      case Event.ResyncAsked(WorkerId worker, long holds) when finished ->
          plan.resync(worker, holds, now);
      case Event.Joined _, Event.ResyncAsked _ ->
          new Transition(plan, List.of(new Action.GiveUp("the run was given up")));
      case Event.Lost(WorkerId worker, String reason) when open -> plan.lost(worker, reason, now);
      case Event.Lost(WorkerId worker, String _) when finished -> gone(worker);
      case Event.MeasureAsked(long version, Part part, int blocks) when finished ->
          recalled(version, dealing -> dealing.begin(version, part, blocks));
      case Event.BlockMeasured block when open ->
          plan.measuring(now, dealing -> dealing.measured(block));
      case Event.Tick _ when open -> plan.tick(now);
      case Event.Lost _,
          Event.StepsOver _,
          Event.MeasureAsked _,
          Event.BlockMeasured _,
          Event.MeasureCancelled _,
          Event.BlockComplete _,
          Event.BlockTorn _,
          Event.BlockClaimed _,
          Event.BlockJudged _,
          Event.BlockNotFinite _,
          Event.StepComplete _,
          Event.HorizonMoved _,
          Event.Paced _,
          Event.Tick _ ->
          new Transition(plan, List.of());
    };
  }

  /// Workers are given the version that is to be measured, unless they are given it already.
  private Transition recalled(long version, Consumer<MeasureDealing> then) {
    NextPlan draft = new NextPlan(plan, now);
    if (version != plan.step() - 1) {
      draft.step = version + 1;
      plan.members().forEach(draft::recall);
    }
    then.accept(new MeasureDealing(draft));
    return draft.transition();
  }

  /// Nobody minds, but it cannot be asked for anything any more.
  private Transition gone(WorkerId worker) {
    NextPlan draft = new NextPlan(plan, now);
    draft.members = plan.members().stream().filter(member -> !member.equals(worker)).toList();
    draft.forget(worker);
    return draft.transition();
  }
}
