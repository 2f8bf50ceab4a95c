package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.Plan.Phase;
import io.lockstep.shard.BatchPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the plan does where the metrics of an epoch decide whether a step follows. Epochs have
/// three steps.
final class HorizonTest {

  private static final BatchPlan BATCHES = new BatchPlan(3 * 64, 64, 4);

  private final Course course = new Course(BATCHES, 2, 2);

  {
    Rules fixed = course.plan.rules();
    Rules decided =
        new Rules(
            BATCHES,
            Course.LAST_STEP,
            Rules.End.DECIDED,
            2,
            2,
            fixed.waitNanos(),
            fixed.stragglerFactor(),
            fixed.stragglerNanosMin(),
            0);
    course.plan = Plan.from(decided, 0, 3, 0);
  }

  @Test
  void workersAreToldWhatIsCertainWhenTheRunBeginsAndWhenTheyJoin() {
    assertThat(told(course.join("w0"))).isEmpty();
    assertThat(told(course.join("w1"))).containsExactly("w0 3", "w1 3");
    assertThat(told(course.join("w2"))).containsExactly("w2 3");
    assertThat(told(course.on(new Event.ResyncAsked(new WorkerId("w2"), -1))))
        .containsExactly("w2 3");
  }

  @Test
  void aRunWhoseEndIsKnownTellsNothing() {
    Course plain = new Course(BATCHES, 1, 1);
    assertThat(told(plain.join("w0"))).isEmpty();
    for (int step = 1; step < Course.LAST_STEP; step++) {
      assertThat(told(plain.completeStep())).isEmpty();
      assertThat(plain.plan.open()).isNotEmpty();
    }
  }

  @Test
  void theStepBehindTheHorizonIsNotDealtBeforeItMoves() {
    toTheHorizon();
    assertThat(course.plan.step()).isEqualTo(4);
    assertThat(course.plan.open()).isEmpty();
    assertThat(told(course.on(new Event.HorizonMoved(6)))).containsExactly("w0 6", "w1 6");
    assertThat(course.openOf("w0")).isNotEmpty();
    assertThat(course.openOf("w1")).isNotEmpty();
  }

  @Test
  void nobodyIsLateWhileTheMetricsAreWaitedFor() {
    toTheHorizon();
    assertThat(course.tickAt(100 * Course.STRAGGLER_MILLIS_MIN)).isEmpty();
    course.on(new Event.HorizonMoved(6));
    assertThat(course.tickAt(course.millis + 1)).isEmpty();
  }

  @Test
  void whoeverComesMeanwhileTakesPartInTheStepThatFollows() {
    toTheHorizon();
    List<Action> actions = course.join("w2");
    assertThat(Course.only(Action.Assign.class, actions))
        .hasSize(3)
        .allMatch(assign -> assign.fromStep() == 4);
    course.on(new Event.HorizonMoved(6));
    assertThat(course.openOf("w2")).isNotEmpty();
  }

  @Test
  void whoeverGoesMeanwhileIsDealtNothing() {
    course.join("w2");
    toTheHorizon();
    List<Action> actions = course.lose("w0");
    assertThat(Course.only(Action.Assign.class, actions))
        .hasSize(2)
        .allMatch(assign -> assign.fromStep() == 4);
    course.on(new Event.HorizonMoved(6));
    assertThat(course.plan.open())
        .isNotEmpty()
        .noneMatch(dealt -> dealt.owners().contains(new WorkerId("w0")));
  }

  @Test
  void whoeverAsksMeanwhileIsToldTheShareOfTheStepThatFollows() {
    toTheHorizon();
    List<Action> actions = course.on(new Event.ResyncAsked(new WorkerId("w1"), 2));
    assertThat(Course.only(Action.Assign.class, actions))
        .singleElement()
        .matches(assign -> assign.fromStep() == 4);
    assertThat(Course.only(Action.Deal.class, actions)).isEmpty();
  }

  @Test
  void aPauseAtTheHorizonEndsWithoutAStep() {
    toTheHorizon();
    assertThat(Course.only(Action.Pause.class, course.lose("w0"))).hasSize(1);
    List<Action> actions = course.join("w2");
    assertThat(course.plan.phase()).isEqualTo(Phase.RUNNING);
    assertThat(Course.only(Action.Assign.class, actions))
        .hasSize(2)
        .allMatch(assign -> assign.fromStep() == 4);
    assertThat(course.plan.open()).isEmpty();
    course.on(new Event.HorizonMoved(6));
    assertThat(course.openOf("w2")).isNotEmpty();
  }

  @Test
  void inAPauseNobodyIsToldThatAStepIsCertain() {
    toTheHorizon();
    course.lose("w0");
    assertThat(told(course.on(new Event.HorizonMoved(6)))).isEmpty();
    assertThat(course.openOf("w1")).isEmpty();
    List<Action> actions = course.join("w2");
    assertThat(told(actions)).containsExactly("w1 6", "w2 6");
    assertThat(Course.only(Action.Assign.class, actions))
        .allMatch(assign -> assign.fromStep() == 4);
    assertThat(Course.only(Action.Deal.class, actions))
        .as("one holds the version already")
        .hasSize(2);
    assertThat(course.openOf("w1")).isNotEmpty();
  }

  @Test
  void theLastStepIsTheLastWhereverTheHorizonIs() {
    toTheHorizon();
    course.on(new Event.HorizonMoved(6));
    course.completeStep();
    course.completeStep();
    course.completeStep();
    assertThat(course.plan.phase()).isEqualTo(Phase.FINISHED);
  }

  private void toTheHorizon() {
    course.join("w0");
    course.join("w1");
    for (int step = 1; step <= 3; step++) {
      course.completeStep();
    }
  }

  private static List<String> told(List<Action> actions) {
    return Course.only(Action.TellHorizon.class, actions).stream()
        .map(told -> told.worker() + " " + told.horizon())
        .toList();
  }
}
