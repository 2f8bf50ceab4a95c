package io.lockstep.coordinator;

import io.lockstep.plan.Action;
import io.lockstep.plan.Event;
import io.lockstep.plan.Plan;
import io.lockstep.plan.Transition;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Part;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what the [Plan] says. Under the engine's lock, but for [#plan].
final class PlanShell {

  private static final Logger LOG = LoggerFactory.getLogger(PlanShell.class);

  private final RunEngine engine;
  private final LongSupplier nanoClock;
  private final Referee referee;
  private volatile Plan plan;

  PlanShell(RunEngine engine, RunEngine.Setting setting, long version) {
    this.engine = engine;
    this.nanoClock = setting.nanoClock();
    this.referee = new Referee(setting.run());
    long horizon = setting.books().outlook(version).horizon();
    this.plan = Plan.from(setting.rules(), version, horizon, nanoClock.getAsLong());
  }

  /// What is to be done, as it is now. Any thread.
  Plan plan() {
    return plan;
  }

  void on(Event event) {
    if (engine.closer.isEnding() && !engine.closer.isComplete()) {
      return;
    }
    Transition transition = plan.on(event, nanoClock.getAsLong());
    plan = transition.next();
    transition.actions().forEach(this::perform);
  }

  private void perform(Action action) {
    switch (action) {
      case Action.Assign assign -> engine.orders.assign(assign);
      case Action.TellHorizon told -> engine.orders.tellHorizon(told);
      case Action.Deal deal -> engine.orders.deal(deal);
      case Action.Check check -> engine.orders.check(check);
      case Action.Measure ask -> engine.orders.measure(ask);
      case Action.Measured(long _, Part _, String reason) -> measured(reason);
      case Action.Unmeasure(long _, Part _, List<Integer> blocks, String _) ->
          engine.unmeasure(blocks);
      case Action.MeasureAlone(long _, Part _, String reason) -> measured(reason);
      case Action.SendVersion send -> {
        LOG.info("{}", send.reason());
        engine.sendVersion(send);
      }
      case Action.Recall recall -> {
        LOG.info("{}", recall.reason());
        engine.recall(recall);
      }
      case Action.Pause(String reason) -> LOG.warn("{}", reason);
      case Action.Resume(String reason) -> {
        LOG.info("{}", reason);
        engine.resumed();
      }
      case Action.Judge judge -> judge(judge);
      case Action.Uncheck uncheck -> engine.intake.uncheck(uncheck);
      case Action.Admit(long ofStep, String _) -> engine.intake.admit(ofStep);
      case Action.Quarantine(WorkerId worker, String reason) -> sendAway(worker, reason);
      case Action.Note(String reason) -> LOG.info("{}", reason);
      case Action.Warn(String reason) -> LOG.warn("{}", reason);
      case Action.Finish _ -> {} // The closing sees to it.
      case Action.GiveUp(String reason) ->
          engine.closer.gaveUp(CoordinatorFailures.tooFewWorkers(reason, "step " + plan.step()));
    }
  }

  private void measured(String reason) {
    LOG.info("{}", reason);
    engine.measured();
  }

  /// Takes long, and the step may be over before.
  private void judge(Action.Judge judge) {
    LOG.warn("{}", judge.reason());
    float[] before = engine.parameters(judge.step() - 1).clone();
    engine.closer.inTurn(() -> {
      engine.heard(referee.judge(judge.step(), judge.block(), before));
    });
  }

  private void sendAway(WorkerId worker, String reason) {
    engine.intake.forget(worker);
    engine
        .peers
        .get(worker)
        .ifPresent(peer -> {
          engine.peers.remove(worker, peer);
          engine.orders.dismiss(peer, CoordinatorFailures.quarantined(reason));
        });
  }
}
