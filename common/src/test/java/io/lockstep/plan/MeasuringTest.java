package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Who measures which blocks of a version.
final class MeasuringTest {

  private static final int BLOCKS = 7;
  private static final long VERSION = 3;

  private static Course running(String... workers) {
    return running(0, workers);
  }

  private static Course running(long checkSteps, String... workers) {
    Course course = new Course(new BatchPlan(2 * 64 + 20, 64, 4), workers.length, 1, checkSteps);
    for (String worker : workers) {
      course.join(worker);
    }
    return course;
  }

  private static List<Action.Measure> ask(Course course) {
    return asked(course.on(new Event.MeasureAsked(VERSION, Part.VALIDATION, BLOCKS)));
  }

  private static List<Action.Measure> asked(List<Action> actions) {
    return Course.only(Action.Measure.class, actions);
  }

  private static List<Action> measure(Course course, String worker, int block) {
    WorkerId id = new WorkerId(worker);
    return course.on(new Event.BlockMeasured(VERSION, Part.VALIDATION, block, id));
  }

  /// Blocks by worker, such as `w0 0..3`.
  private static List<String> said(List<Action.Measure> asked) {
    return asked.stream()
        .map(ask -> "%s %d..%d".formatted(ask.worker(), ask.firstBlock(), ask.endBlock() - 1))
        .toList();
  }

  @Test
  void theBlocksOfASetAreSharedOutInRuns() {
    assertThat(said(ask(running("w0", "w1")))).containsExactly("w0 0..3", "w1 4..6");
    assertThat(said(ask(running("w0")))).containsExactly("w0 0..6");
    assertThat(said(ask(running("w0", "w1", "w2"))))
        .containsExactly("w0 0..2", "w1 3..4", "w2 5..6");
  }

  @Test
  void aVersionIsMeasuredWhenEachBlockHasComeOnceFromWhoWasAsked() {
    Course course = running("w0", "w1");
    ask(course);
    for (int block = 0; block < 4; block++) {
      assertThat(measure(course, "w1", block)).isEmpty();
      assertThat(measure(course, "w0", block)).isEmpty();
      assertThat(measure(course, "w0", block)).isEmpty();
    }
    for (int block = 4; block < BLOCKS - 1; block++) {
      assertThat(measure(course, "w1", block)).isEmpty();
    }
    assertThat(
            course.on(new Event.BlockMeasured(VERSION - 1, Part.VALIDATION, 6, new WorkerId("w1"))))
        .isEmpty();
    assertThat(course.on(new Event.BlockMeasured(VERSION, Part.TEST, 6, new WorkerId("w1"))))
        .isEmpty();
    assertThat(course.plan.measuring()).isPresent();
    assertThat(measure(course, "w1", BLOCKS - 1))
        .containsExactly(new Action.Measured(VERSION, Part.VALIDATION, "version 3 is measured"));
    assertThat(course.plan.measuring()).isEmpty();
  }

  @Test
  void blocksOfALostWorkerAreDealtToTheOthers() {
    Course course = running("w0", "w1", "w2");
    ask(course);
    measure(course, "w2", 5);
    assertThat(said(asked(course.lose("w2")))).containsExactly("w0 6..6");
    assertThat(said(asked(course.lose("w0")))).containsExactly("w1 0..2", "w1 6..6");
  }

  @Test
  void whoComesAnewIsAskedAnew() {
    Course course = running("w0", "w1");
    ask(course);
    assertThat(said(asked(course.join("w1")))).containsExactly("w0 4..5", "w1 6..6");
  }

  @Test
  void aWorkerThatLacksTheVersionIsToldAgainWhatItOwes() {
    Course course = running("w0", "w1");
    ask(course);
    measure(course, "w1", 5);
    assertThat(said(asked(course.on(new Event.ResyncAsked(new WorkerId("w1"), -1)))))
        .containsExactly("w1 4..4", "w1 6..6");
  }

  @Test
  void inAPauseTheCoordinatorMeasuresWhatTheLostHaveLeft() {
    Course course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    ask(course);
    List<Action> actions = course.lose("w1");
    assertThat(asked(actions)).isEmpty();
    assertThat(Course.only(Action.MeasureAlone.class, actions)).hasSize(1);
    assertThat(course.plan.measuring()).isEmpty();
    assertThat(
            Course.only(
                Action.MeasureAlone.class,
                course.on(new Event.MeasureAsked(VERSION, Part.VALIDATION, 1))))
        .hasSize(1);
  }

  @Test
  void whoIsLateIsNotWaitedForAndNoBlockOfTheStepIsLateMeanwhile() {
    Course course = running("w0", "w1");
    ask(course);
    for (int block = 0; block < 4; block++) {
      measure(course, "w0", block);
    }
    List<Action> actions = course.tickAt(5_000);
    assertThat(said(asked(actions))).containsExactly("w0 4..6");
    assertThat(Course.only(Action.Deal.class, actions)).isEmpty();
    measure(course, "w0", 4);
    measure(course, "w1", 5);
    assertThat(measure(course, "w0", 6)).hasSize(1);
    assertThat(Course.only(Action.Deal.class, course.tickAt(5_000 + 999))).isEmpty();
    assertThat(Course.only(Action.Deal.class, course.tickAt(5_000 + 1_000))).isNotEmpty();
  }

  @Test
  void nobodyIsWaitedForForEver() {
    Course course = running("w0");
    ask(course);
    List<Action> actions = new ArrayList<>();
    for (int second = 1; second < 60 && course.plan.measuring().isPresent(); second++) {
      actions.addAll(course.tickAt(1_000L * second));
    }
    assertThat(said(asked(actions))).containsOnly("w0 0..6").hasSizeBetween(1, 10);
    assertThat(Course.only(Action.MeasureAlone.class, actions)).hasSize(1);
  }

  @Test
  void whoHasBeenFoundReliableMeasures() {
    Course course = running(1, "w0", "w1");
    course.claim("w0", course.openOf("w0").getFirst(), 5);
    course.claim("w1", course.openOf("w0").getFirst(), 5);
    course.join("w2");
    assertThat(said(ask(course))).containsExactly("w0 0..3", "w1 4..6");
  }

  @Test
  void whileNobodyHasBeenFoundReliableAllMeasure() {
    assertThat(said(ask(running(1, "w0", "w1")))).containsExactly("w0 0..3", "w1 4..6");
  }

  @Test
  void theCoordinatorMeasuresByItselfWhenTheStepsAreOverAndNobodyIsHere() {
    Course course = running("w0", "w1");
    course.on(new Event.StepsOver());
    assertThat(said(ask(course))).containsExactly("w0 0..3", "w1 4..6");
    assertThat(said(asked(course.lose("w0")))).containsExactly("w1 0..3");
    assertThat(Course.only(Action.MeasureAlone.class, course.lose("w1"))).hasSize(1);
    assertThat(
            Course.only(
                Action.MeasureAlone.class,
                course.on(new Event.MeasureAsked(VERSION, Part.TEST, 1))))
        .hasSize(1);
  }

  @Test
  void aWorkerThatComesAfterTheLastStepMayMeasureStill() {
    Course course = running("w0");
    course.on(new Event.StepsOver());
    ask(course);
    course.join("w1");
    assertThat(said(asked(course.lose("w0")))).containsExactly("w1 0..6");
  }

  private static List<Action> askForTest(Course course, long version) {
    return course.on(new Event.MeasureAsked(version, Part.TEST, BLOCKS));
  }

  private static List<Action.Recall> recalled(List<Action> actions) {
    return Course.only(Action.Recall.class, actions);
  }

  @Test
  void theVersionWithWhichTheStepsEndedIsHeldAlready() {
    Course course = running("w0", "w1");
    course.completeStep();
    course.on(new Event.StepsOver());
    List<Action> actions = askForTest(course, 1);
    assertThat(recalled(actions)).isEmpty();
    assertThat(said(asked(actions))).containsExactly("w0 0..3", "w1 4..6");
  }

  @Test
  void workersAreGivenAnEarlierVersionBeforeTheyAreAskedToMeasureIt() {
    Course course = running("w0", "w1");
    course.completeStep();
    course.completeStep();
    course.on(new Event.StepsOver());
    List<Action> actions = askForTest(course, 1);
    assertThat(actions.subList(0, 2))
        .containsExactly(
            new Action.Recall(new WorkerId("w0"), 1, "worker w0 gets version 1"),
            new Action.Recall(new WorkerId("w1"), 1, "worker w1 gets version 1"));
    assertThat(said(asked(actions))).containsExactly("w0 0..3", "w1 4..6");
    assertThat(recalled(askForTest(course, 1))).as("once").isEmpty();
  }

  @Test
  void whoComesOrAsksWhileAnEarlierVersionIsMeasuredIsGivenThat() {
    Course course = running("w0");
    course.completeStep();
    course.completeStep();
    course.on(new Event.StepsOver());
    askForTest(course, 1);
    assertThat(recalled(course.join("w1")))
        .containsExactly(new Action.Recall(new WorkerId("w1"), 1, "worker w1 gets version 1"));
    List<Action> asked = course.on(new Event.ResyncAsked(new WorkerId("w0"), 2));
    assertThat(recalled(asked))
        .containsExactly(new Action.Recall(new WorkerId("w0"), 1, "worker w0 gets version 1"));
    assertThat(said(asked(asked))).containsExactly("w0 0..6");
    assertThat(recalled(course.on(new Event.ResyncAsked(new WorkerId("w0"), 1)))).isEmpty();
    assertThat(said(asked(course.lose("w0")))).containsExactly("w1 0..6");
  }

  /// A coordinator that takes a run up at its end waits for the workers, but not for long.
  private static Course takenUpAtItsEnd() {
    Course course = new Course(2, 1);
    course.plan = Plan.from(course.plan.rules(), Course.LAST_STEP, Course.LAST_STEP, 0);
    course.on(new Event.StepsOver());
    assertThat(askForTest(course, 4)).isEmpty();
    return course;
  }

  @Test
  void whatIsToBeMeasuredBeforeTheFirstStepIsDealtWhenWorkersAreHere() {
    Course course = new Course(2, 1);
    assertThat(ask(course)).isEmpty();
    assertThat(asked(course.join("w0"))).isEmpty();
    assertThat(said(asked(course.join("w1")))).containsExactly("w0 0..3", "w1 4..6");
  }

  @Test
  void whereARunIsTakenUpAtItsEndItsWorkersAreWaitedFor() {
    Course course = takenUpAtItsEnd();
    List<Action> first = course.join("w0");
    assertThat(recalled(first)).extracting(Action.Recall::version).containsExactly(4L);
    assertThat(asked(first)).isEmpty();
    assertThat(course.tickAt(9_999)).isEmpty();
    assertThat(said(asked(course.join("w1")))).containsExactly("w0 0..3", "w1 4..6");
  }

  @Test
  void whereARunIsTakenUpAtItsEndWhoeverIsHereAfterAWhileMeasures() {
    Course course = takenUpAtItsEnd();
    course.join("w0");
    assertThat(said(asked(course.tickAt(10_000)))).containsExactly("w0 0..6");
  }

  @Test
  void whereARunIsTakenUpAtItsEndAndNobodyComesTheCoordinatorMeasures() {
    Course course = takenUpAtItsEnd();
    course.join("w0");
    assertThat(Course.only(Action.MeasureAlone.class, course.lose("w0"))).isEmpty();
    assertThat(Course.only(Action.MeasureAlone.class, course.tickAt(10_000)))
        .extracting(Action.MeasureAlone::version)
        .containsExactly(4L);
  }

  @Test
  void whoeverWantsToStopIsNotHeldUpByWhatIsMeasured() {
    Course course = running("w0", "w1");
    ask(course);
    assertThat(course.on(new Event.MeasureCancelled("the run is to stop")))
        .containsExactly(
            new Action.MeasureAlone(
                VERSION,
                Part.VALIDATION,
                "the coordinator measures version 3 by itself: the run is to stop"));
    assertThat(course.on(new Event.MeasureCancelled("again"))).isEmpty();
    assertThat(measure(course, "w0", 0)).isEmpty();
  }

  @Test
  void whatAWorkerHasMeasuredThatIsSentAwayIsMeasuredAgainByOthers() {
    Course course = running(1, "w0", "w1");
    ask(course);
    int ofLiar =
        course.plan.measuring().orElseThrow().open().stream()
            .filter(owed -> owed.owners().contains(new WorkerId("w0")))
            .mapToInt(Measuring.Owed::block)
            .findFirst()
            .orElseThrow();
    measure(course, "w0", ofLiar);
    assertThat(course.plan.measuring().orElseThrow().open()).hasSize(BLOCKS - 1);
    Block block =
        course.plan.open().stream().filter(Dealt::isChecked).findFirst().orElseThrow().block();
    course.claim("w0", block, 1);
    course.claim("w1", block, 2);
    List<Action> actions = course.judge(block, 2);
    assertThat(Course.only(Action.Quarantine.class, actions)).hasSize(1);
    assertThat(Course.only(Action.Unmeasure.class, actions))
        .extracting(Action.Unmeasure::blocks)
        .containsExactly(List.of(ofLiar));
    assertThat(asked(actions))
        .as("all that the liar owed or has sent")
        .allMatch(ask -> ask.worker().equals(new WorkerId("w1")))
        .anyMatch(ask -> ask.firstBlock() <= ofLiar && ofLiar < ask.endBlock());
    assertThat(course.plan.measuring().orElseThrow().open())
        .extracting(Measuring.Owed::block)
        .contains(ofLiar)
        .isSorted();
  }

  /// Whatever happens: every block that has not come has somebody who measures it, unless there is
  /// a pause, and in the end it is measured or the coordinator does it.
  @Test
  void underRandomEventsNoBlockIsForgotten() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int min = 1 + random.nextInt(2);
      Course course = new Course(min + random.nextInt(3), min);
      course.join("w0");
      course.join("w1");
      course.join("w2");
      List<Action> actions =
          new ArrayList<>(course.on(new Event.MeasureAsked(VERSION, Part.VALIDATION, BLOCKS)));
      BitSet come = new BitSet();
      for (int event = 0; event < 400 && course.plan.measuring().isPresent(); event++) {
        course.millis += random.nextInt(300);
        String name = "w" + random.nextInt(4);
        switch (random.nextInt(8)) {
          case 0 -> actions.addAll(course.join(name));
          case 1 -> actions.addAll(course.lose(name));
          case 2 -> actions.addAll(course.on(new Event.ResyncAsked(new WorkerId(name), VERSION)));
          case 3, 4 -> actions.addAll(course.tickAt(course.millis));
          default -> {
            int block = random.nextInt(BLOCKS);
            boolean owed =
                course
                    .plan
                    .measuring()
                    .orElseThrow()
                    .isOwed(VERSION, Part.VALIDATION, block, new WorkerId(name));
            actions.addAll(measure(course, name, block));
            if (owed) {
              come.set(block);
            }
          }
        }
        assertSound(course, come, "seed %d".formatted(seed));
      }
      for (int tick = 0; tick < 100 && course.plan.measuring().isPresent(); tick++) {
        actions.addAll(course.tickAt(course.millis + 10_000));
      }
      if (course.plan.phase() == Plan.Phase.GIVEN_UP) {
        continue; // Too few came, and the run is over.
      }
      assertThat(course.plan.measuring()).as("seed %d", seed).isEmpty();
      int ends =
          Course.only(Action.Measured.class, actions).size()
              + Course.only(Action.MeasureAlone.class, actions).size();
      assertThat(ends).as("seed %d", seed).isOne();
    }
  }

  private static void assertSound(Course course, BitSet come, String what) {
    Measuring measuring = course.plan.measuring().orElse(null);
    if (measuring == null) {
      return;
    }
    BitSet all = (BitSet) come.clone();
    for (Measuring.Owed owed : measuring.open()) {
      assertThat(all.get(owed.block())).as(what).isFalse();
      all.set(owed.block());
      assertThat(course.plan.members()).as(what).containsAll(owed.owners());
      if (course.plan.phase() == Plan.Phase.RUNNING) {
        assertThat(owed.owners()).as(what).isNotEmpty();
      }
    }
    assertThat(all.cardinality()).as(what).isEqualTo(BLOCKS);
  }
}
