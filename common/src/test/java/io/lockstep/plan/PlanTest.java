package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lockstep.plan.Plan.Phase;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlanTest {

  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");
  private static final WorkerId W2 = new WorkerId("w2");

  @Test
  void theRunBeginsWhenEnoughWorkersAreHere() {
    Course course = new Course(2, 1);
    assertThat(Course.only(Action.Assign.class, course.join("w0"))).isEmpty();
    assertThat(course.plan.phase()).isEqualTo(Phase.GATHERING);
    List<Action> actions = course.join("w1");
    assertThat(Course.only(Action.SendVersion.class, actions))
        .extracting(Action.SendVersion::worker)
        .containsExactly(W1);
    assertThat(Course.only(Action.Assign.class, actions))
        .extracting(Action.Assign::worker, Action.Assign::fromStep, Action.Assign::share)
        .containsExactly(tuple(W0, 1L, new Share(0, 2)), tuple(W1, 1L, new Share(1, 2)));
    assertThat(Course.only(Action.Resume.class, actions)).hasSize(1);
    assertThat(course.plan.phase()).isEqualTo(Phase.RUNNING);
    assertThat(course.openOf("w0")).containsExactly(new Block(3, 0));
    assertThat(course.openOf("w1")).containsExactly(new Block(3, 1));
  }

  @Test
  void afterTheWaitTheRunBeginsWithTheMinimum() {
    Course course = new Course(4, 2);
    course.join("w0");
    course.join("w1");
    assertThat(course.tickAt(Course.WAIT_MILLIS - 1)).isEmpty();
    course.tickAt(Course.WAIT_MILLIS);
    assertThat(course.plan.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void afterTheWaitTheRunIsGivenUpBelowTheMinimum() {
    Course course = new Course(4, 2);
    course.join("w0");
    List<Action> actions = course.tickAt(Course.WAIT_MILLIS);
    assertThat(actions)
        .containsExactly(new Action.GiveUp("too few workers: 1 of min 2 after 30 s"));
    assertThat(course.plan.phase()).isEqualTo(Phase.GIVEN_UP);
  }

  @Test
  void whoLeavesBeforeTheBeginIsNotCounted() {
    Course course = new Course(2, 1);
    course.join("w0");
    assertThat(Course.only(Action.Warn.class, course.lose("w0"))).hasSize(1);
    course.join("w1");
    assertThat(course.plan.phase()).isEqualTo(Phase.GATHERING);
    course.join("w0");
    assertThat(course.plan.members()).containsExactly(W1, W0);
  }

  @Test
  void aTornBlockIsDealtAgainToWhoSentItAndIsStillLateForTheOthers() {
    Course course = running("w0", "w1");
    List<Dealt> before = course.plan.open();
    Block torn = new Block(3, 0);
    assertThat(Course.only(Action.Deal.class, course.on(new Event.BlockTorn(1, torn, W0))))
        .extracting(Action.Deal::worker, Action.Deal::blocks)
        .containsExactly(tuple(W0, List.of(torn)));
    assertThat(course.plan.open()).isEqualTo(before);
    assertThat(course.on(new Event.BlockTorn(1, torn, W1))).isEmpty();
    assertThat(course.on(new Event.BlockTorn(2, torn, W0))).isEmpty();
    course.on(new Event.BlockComplete(1, torn, W0));
    assertThat(course.on(new Event.BlockTorn(1, torn, W0))).isEmpty();
  }

  @Test
  void aWorkerThatJoinsTakesPartFromTheNextStepOn() {
    Course course = running("w0", "w1");
    List<Dealt> before = course.plan.open();
    List<Action> actions = course.join("w2");
    assertThat(course.plan.open()).isEqualTo(before);
    assertThat(Course.only(Action.Deal.class, actions)).isEmpty();
    assertThat(Course.only(Action.Assign.class, actions))
        .allMatch(assign -> assign.fromStep() == 2 && assign.share().of() == 3)
        .hasSize(3);
    assertThat(Course.only(Action.SendVersion.class, actions))
        .extracting(Action.SendVersion::worker)
        .containsExactly(W2);
    course.completeStep();
    assertThat(course.openOf("w2")).isEqualTo(new Share(2, 3).blocks(16));
  }

  @Test
  void generationsGrowWithEveryAssignment() {
    Course course = running("w0", "w1");
    long first = course.plan.generation();
    List<Action.Assign> joined = Course.only(Action.Assign.class, course.join("w2"));
    List<Action.Assign> left = Course.only(Action.Assign.class, course.lose("w0"));
    assertThat(joined).allMatch(assign -> assign.generation() == first + 1);
    assertThat(left).allMatch(assign -> assign.generation() == first + 2);
  }

  @Test
  void blocksOfALostWorkerAreDealtToTheOthersInTheSameStep() {
    Course course = running("w0", "w1", "w2", "w3");
    assertThat(course.openOf("w1")).containsExactly(new Block(2, 1));
    List<Action> actions = course.lose("w1");
    List<Action.Deal> deals = Course.only(Action.Deal.class, actions);
    assertThat(deals).allMatch(deal -> deal.step() == 1);
    assertThat(deals)
        .as("all of the others help")
        .extracting(deal -> deal.worker().name())
        .containsExactlyInAnyOrder("w0", "w2", "w3");
    assertThat(shards(deals.stream().flatMap(deal -> deal.blocks().stream()).toList()))
        .containsExactly(4, 5, 6, 7);
    assertThat(shards(course.plan.open().stream().map(Dealt::block).toList()))
        .isEqualTo(IntStream.range(0, 16).boxed().toList());
    assertThat(Course.only(Action.Assign.class, actions))
        .allMatch(assign -> assign.fromStep() == 2 && assign.share().of() == 3);
  }

  @Test
  void whatALostWorkerHadBroughtIsNotDealtAgain() {
    Course course = running("w0", "w1", "w2");
    List<Block> own = course.openOf("w0");
    assertThat(own).hasSizeGreaterThan(1);
    course.complete(own.getFirst());
    List<Action.Deal> deals = Course.only(Action.Deal.class, course.lose("w0"));
    assertThat(shards(deals.stream().flatMap(deal -> deal.blocks().stream()).toList()))
        .isEqualTo(shards(own.subList(1, own.size())));
  }

  @Test
  void theLastWorkerLeftComputesEverything() {
    Course course = running("w0", "w1");
    course.lose("w0");
    assertThat(shards(course.openOf("w1"))).isEqualTo(IntStream.range(0, 16).boxed().toList());
    course.completeStep();
    assertThat(course.openOf("w1")).containsExactly(new Block(4, 0));
  }

  @Test
  void aWorkerThatComesBackUnderItsNameGetsItsBlocksAgain() {
    Course course = running("w0", "w1");
    List<Action> actions = course.join("w0");
    assertThat(course.plan.members()).containsExactly(W0, W1);
    List<Action.Deal> deals = Course.only(Action.Deal.class, actions);
    assertThat(shards(deals.stream().flatMap(deal -> deal.blocks().stream()).toList()))
        .isEqualTo(IntStream.range(0, 8).boxed().toList());
    assertThat(deals).extracting(Action.Deal::worker).contains(W0, W1);
  }

  @Test
  void aBlockThatCoversOpenOnesClosesThem() {
    Course course = running("w0", "w1", "w2", "w3");
    course.complete(new Block(3, 0));
    assertThat(course.openOf("w0")).isEmpty();
    assertThat(course.openOf("w1")).isEmpty();
    assertThat(course.plan.open()).hasSize(2);
  }

  @Test
  void belowTheMinimumTheRunPausesAndGoesOnWithTheNextWorker() {
    Course course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    List<Action> lost = course.lose("w0");
    assertThat(course.plan.phase()).isEqualTo(Phase.PAUSED);
    assertThat(lost).contains(new Action.Pause("paused: 1 of min 2 workers"));
    assertThat(Course.only(Action.Deal.class, lost)).isEmpty();
    List<Action> joined = course.join("w2");
    assertThat(course.plan.phase()).isEqualTo(Phase.RUNNING);
    assertThat(joined).contains(new Action.Resume("2 workers are here again"));
    List<Action.Deal> deals = Course.only(Action.Deal.class, joined);
    assertThat(shards(deals.stream().flatMap(deal -> deal.blocks().stream()).toList()))
        .isEqualTo(IntStream.range(0, 8).boxed().toList());
  }

  @Test
  void aPauseEndsWithThePatience() {
    Course course = running("w0");
    course.millis = 1000;
    course.lose("w0");
    assertThat(course.tickAt(1000 + Course.WAIT_MILLIS - 1)).isEmpty();
    assertThat(course.tickAt(1000 + Course.WAIT_MILLIS))
        .containsExactly(new Action.GiveUp("too few workers: 0 of min 1 after 30 s"));
  }

  @Test
  void whatArrivesDuringAPauseCounts() {
    Course course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    course.lose("w0");
    course.complete(new Block(3, 1));
    assertThat(shards(course.plan.open().stream().map(Dealt::block).toList()))
        .isEqualTo(IntStream.range(0, 8).boxed().toList());
    course.complete(new Block(3, 0));
    course.on(new Event.StepComplete(1));
    assertThat(course.plan.step()).isEqualTo(2);
    assertThat(course.plan.phase()).isEqualTo(Phase.PAUSED);
    assertThat(course.plan.open()).extracting(Dealt::owners).containsExactly(List.of());
    course.join("w2");
    assertThat(course.plan.open()).noneMatch(dealt -> dealt.owners().isEmpty());
  }

  @Test
  void aStepThatBeginsInAPauseIsSharedByThoseWhoAreThereAtItsEnd() {
    Course course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    course.complete(new Block(3, 0));
    course.lose("w0");
    course.complete(new Block(3, 1));
    course.on(new Event.StepComplete(1));
    List<Action> actions = course.join("w2");
    assertThat(Course.only(Action.Assign.class, actions))
        .extracting(Action.Assign::worker, Action.Assign::fromStep, Action.Assign::share)
        .containsExactly(tuple(W1, 2L, new Share(0, 2)), tuple(W2, 2L, new Share(1, 2)));
    assertThat(Course.only(Action.Deal.class, actions))
        .extracting(Action.Deal::worker, Action.Deal::step, Action.Deal::blocks)
        .containsExactly(
            tuple(W1, 2L, List.of(new Block(3, 0))), tuple(W2, 2L, List.of(new Block(3, 1))));
    assertThat(course.openOf("w1")).containsExactly(new Block(3, 0));
    assertThat(course.openOf("w2")).containsExactly(new Block(3, 1));
    List<Class<?>> order = new ArrayList<>();
    actions.forEach(action -> order.add(action.getClass()));
    assertThat(order)
        .as("the version leaves with the resume: whoever gets it must know its share by then")
        .containsSubsequence(Action.SendVersion.class, Action.Assign.class, Action.Resume.class);
  }

  @Test
  void inAPauseNobodyIsToldAShare() {
    Course course = new Course(3, 3);
    course.join("w0");
    course.join("w1");
    course.join("w2");
    long before = course.plan.generation();
    List<Action> actions = new ArrayList<>(course.lose("w0"));
    actions.addAll(course.lose("w2"));
    actions.addAll(course.join("w3"));
    actions.addAll(course.on(new Event.ResyncAsked(W1, 0)));
    assertThat(Course.only(Action.Assign.class, actions)).isEmpty();
    assertThat(course.plan.generation()).isEqualTo(before);
    assertThat(Course.only(Action.Assign.class, course.join("w4")))
        .extracting(Action.Assign::generation, Action.Assign::fromStep)
        .containsOnly(tuple(before + 1, 2L));
  }

  @Test
  void whoAsksInAPauseIsDealtWhatItOwnsOfAStepBegunBefore() {
    Course course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    course.lose("w0");
    List<Action> begunBefore = course.on(new Event.ResyncAsked(W1, 0));
    assertThat(Course.only(Action.Deal.class, begunBefore))
        .extracting(Action.Deal::step, Action.Deal::blocks)
        .containsExactly(tuple(1L, List.of(new Block(3, 1))));
    course.complete(new Block(3, 0));
    course.complete(new Block(3, 1));
    course.on(new Event.StepComplete(1));
    List<Action> begunInThePause = course.on(new Event.ResyncAsked(W1, 0));
    assertThat(begunInThePause)
        .containsExactly(new Action.SendVersion(W1, 0, "worker w1 asked at step 2"));
  }

  @Test
  void aStepThatBeginsWhileNobodyIsHereIsDealtToWhoeverComes() {
    Course course = running("w0");
    course.lose("w0");
    course.complete(new Block(4, 0));
    course.on(new Event.StepComplete(1));
    List<Action.Deal> deals = Course.only(Action.Deal.class, course.join("w0"));
    assertThat(deals).allMatch(deal -> deal.step() == 2);
    assertThat(shards(deals.stream().flatMap(deal -> deal.blocks().stream()).toList()))
        .isEqualTo(IntStream.range(0, 16).boxed().toList());
  }

  @Test
  void eventsOfOtherStepsAndStrangersChangeNothing() {
    Course course = running("w0", "w1");
    course.completeStep();
    Plan before = course.plan;
    assertThat(course.on(new Event.BlockComplete(1, new Block(3, 0), W0))).isEmpty();
    assertThat(course.on(new Event.BlockComplete(3, new Block(3, 0), W0))).isEmpty();
    assertThat(course.on(new Event.StepComplete(1))).isEmpty();
    assertThat(course.on(new Event.StepComplete(3))).isEmpty();
    assertThat(course.lose("stranger")).isEmpty();
    assertThat(course.on(new Event.ResyncAsked(new WorkerId("stranger"), -1))).isEmpty();
    assertThat(course.plan).isEqualTo(before);
  }

  @Test
  void whoAsksGetsTheVersionItsBlocksOfThisStepAndItsShareOfTheNext() {
    Course course = running("w0", "w1");
    course.join("w2");
    List<Action> actions = course.on(new Event.ResyncAsked(W1, -1));
    assertThat(Course.only(Action.SendVersion.class, actions)).hasSize(1);
    assertThat(Course.only(Action.Assign.class, actions))
        .extracting(Action.Assign::worker, Action.Assign::fromStep, Action.Assign::share)
        .containsExactly(tuple(W1, 2L, new Share(1, 3)));
    assertThat(Course.only(Action.Deal.class, actions))
        .as("this step goes on as it was dealt, not by the newest share")
        .extracting(Action.Deal::worker, Action.Deal::step, Action.Deal::blocks)
        .containsExactly(tuple(W1, 1L, List.of(new Block(3, 1))));
    assertThat(Course.only(Action.Deal.class, course.on(new Event.ResyncAsked(W2, 0)))).isEmpty();
  }

  @Test
  void afterTheLastStepWhoeverLacksItsVersionIsGivenIt() {
    Course course = running("w0", "w1");
    for (long step = 1; step < Course.LAST_STEP; step++) {
      assertThat(Course.only(Action.Finish.class, course.completeStep())).isEmpty();
    }
    assertThat(course.completeStep()).contains(new Action.Finish("step 6 was the last"));
    assertThat(course.plan.phase()).isEqualTo(Phase.FINISHED);
    assertThat(course.join("late"))
        .containsExactly(new Action.Recall(new WorkerId("late"), 6, "worker late gets version 6"));
    assertThat(course.on(new Event.ResyncAsked(W0, -1)))
        .containsExactly(new Action.Recall(W0, 6, "worker w0 gets version 6"));
    assertThat(course.on(new Event.ResyncAsked(W0, 6))).isEmpty();
    assertThat(course.lose("w0")).isEmpty();
    assertThat(course.tickAt(1_000_000)).isEmpty();
  }

  @Test
  void afterGivingUpEverybodyIsToldSo() {
    Course course = running("w0");
    course.lose("w0");
    course.tickAt(Course.WAIT_MILLIS);
    assertThat(course.plan.phase()).isEqualTo(Phase.GIVEN_UP);
    assertThat(Course.only(Action.GiveUp.class, course.join("late"))).hasSize(1);
    assertThat(course.on(new Event.StepComplete(1))).isEmpty();
  }

  @Test
  void aRunThatWasCompleteIsFinishedAtOnce() {
    Course course = new Course(1, 1);
    course.plan = Plan.from(course.plan.rules(), Course.LAST_STEP, Course.LAST_STEP, 0);
    assertThat(course.join("w0"))
        .containsExactly(new Action.Recall(W0, 6, "worker w0 gets version 6"));
    assertThat(course.tickAt(1_000_000)).isEmpty();
  }

  @Test
  void aRunGoesOnFromItsCheckpoint() {
    Course course = new Course(1, 1);
    course.plan = Plan.from(course.plan.rules(), 2, Course.LAST_STEP, 0);
    List<Action> actions = course.join("w0");
    assertThat(Course.only(Action.Assign.class, actions)).allMatch(a -> a.fromStep() == 3);
    assertThat(course.openOf("w0")).containsExactly(new Block(3, 0)); // 5 shards
  }

  private static Course running(String... workers) {
    Course course = new Course(workers.length, 1);
    for (String worker : workers) {
      course.join(worker);
    }
    assertThat(course.plan.phase()).isEqualTo(Phase.RUNNING);
    return course;
  }

  private static List<Integer> shards(List<Block> blocks) {
    List<Integer> shards = new ArrayList<>();
    for (Block block : blocks) {
      IntStream.range(block.firstShard(), block.endShard(16)).forEach(shards::add);
    }
    shards.sort(null);
    return shards;
  }
}
