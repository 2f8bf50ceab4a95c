package io.lockstep.plan;

import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/// A plan on its way: events go in, actions come out, time is set by hand.
final class Course {

  static final long WAIT_MILLIS = 30_000;
  static final long STRAGGLER_MILLIS_MIN = 100;
  static final long LAST_STEP = 6;

  Plan plan;
  long millis;

  /// Batches of 16 shards; the third of an epoch has 5.
  Course(int startWorkers, int minWorkers) {
    this(new BatchPlan(2 * 64 + 20, 64, 4), startWorkers, minWorkers);
  }

  Course(BatchPlan batches, int startWorkers, int minWorkers) {
    this(batches, startWorkers, minWorkers, 0);
  }

  /// @param checkSteps every so many steps a block is checked
  Course(BatchPlan batches, int startWorkers, int minWorkers, long checkSteps) {
    this(rules(batches, LAST_STEP, startWorkers, minWorkers, checkSteps));
  }

  private Course(Rules rules) {
    plan = Plan.from(rules, 0, rules.lastStep(), 0);
  }

  /// As [#Course(int, int)], without an end in sight.
  static Course endless(int startWorkers) {
    return new Course(rules(new BatchPlan(64, 64, 4), 1_000_000, startWorkers, 1, 0));
  }

  private static Rules rules(
      BatchPlan batches, long lastStep, int startWorkers, int minWorkers, long checkSteps) {
    LongUnaryOperator nanos = TimeUnit.MILLISECONDS::toNanos;
    return new Rules(
        batches,
        lastStep,
        Rules.End.FIXED,
        startWorkers,
        minWorkers,
        nanos.applyAsLong(WAIT_MILLIS),
        3.0,
        nanos.applyAsLong(STRAGGLER_MILLIS_MIN),
        checkSteps);
  }

  List<Action> on(Event event) {
    Transition transition = plan.on(event, TimeUnit.MILLISECONDS.toNanos(millis));
    plan = transition.next();
    return transition.actions();
  }

  List<Action> join(String worker) {
    return on(new Event.Joined(new WorkerId(worker)));
  }

  List<Action> lose(String worker) {
    return on(new Event.Lost(new WorkerId(worker), "stream broken"));
  }

  /// A block comes in from whoever was told of it first.
  List<Action> complete(Block block) {
    WorkerId sender =
        plan.open().stream()
            .filter(dealt -> dealt.block().equals(block) && !dealt.owners().isEmpty())
            .map(dealt -> dealt.owners().getFirst())
            .findFirst()
            .orElse(new WorkerId("stranger"));
    return on(new Event.BlockComplete(plan.step(), block, sender));
  }

  List<Action> completeBy(String worker, Block block) {
    return on(new Event.BlockComplete(plan.step(), block, new WorkerId(worker)));
  }

  /// All of a block comes from this worker.
  List<Action> claim(String worker, Block block, long print) {
    return on(new Event.BlockClaimed(plan.step(), block, new WorkerId(worker), print));
  }

  List<Action> judge(Block block, long print) {
    return on(new Event.BlockJudged(plan.step(), block, print, Event.Numbers.FINITE));
  }

  List<Action> judge(Block block, Event.Numbers numbers) {
    return on(new Event.BlockJudged(plan.step(), block, 0, numbers));
  }

  List<Action> notFinite(String worker, Block block) {
    return on(new Event.BlockNotFinite(plan.step(), block, new WorkerId(worker), "dense-2/weight"));
  }

  List<Action> tickAt(long atMillis) {
    millis = atMillis;
    return on(new Event.Tick());
  }

  /// All that is open comes in, and with it the step is complete.
  List<Action> completeStep() {
    List<Action> actions = new ArrayList<>();
    for (Dealt dealt : plan.open()) {
      actions.addAll(complete(dealt.block()));
    }
    actions.addAll(on(new Event.StepComplete(plan.step())));
    return actions;
  }

  List<Block> openOf(String worker) {
    WorkerId id = new WorkerId(worker);
    return plan.open().stream()
        .filter(dealt -> dealt.owners().contains(id))
        .map(Dealt::block)
        .toList();
  }

  static <A extends Action> List<A> only(Class<A> kind, List<Action> actions) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
