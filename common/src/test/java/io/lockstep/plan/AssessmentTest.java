package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.Closing.Action;
import io.lockstep.plan.Closing.Event;
import io.lockstep.plan.Closing.Goal;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a run ends with is measured before it is closed. An epoch has one step, the run has six.
final class AssessmentTest {

  private static final long LAST_STEP = 6;
  private static final RunBounds BOUNDS = new RunBounds(new BatchPlan(50, 50, 10), LAST_STEP, 0);
  private static final Assessment LAST = new Assessment(LAST_STEP, Part.TEST);
  private static final Assessment BEST = new Assessment(4, Part.TEST);

  private Closing closing;

  private List<Action> follow(Closing.Transition transition) {
    closing = transition.next();
    return transition.actions();
  }

  private List<Action> begin(long version, Outlook outlook) {
    return follow(Closing.from(BOUNDS, version, outlook));
  }

  private List<Action> beginOpen(long version, Outlook outlook) {
    return follow(Closing.fromOpenEpoch(BOUNDS, version, outlook));
  }

  private List<Action> on(Event event) {
    return follow(closing.on(event, 0));
  }

  /// The last epoch before this version, and its books.
  private List<Action> closeEpoch(long version, Outlook outlook) {
    on(new Event.StepArrived(version, 1.5));
    on(new Event.StepEntered(version));
    return on(new Event.EpochClosed(version, outlook));
  }

  private static Outlook over(long version, Assessment... due) {
    return new Outlook(version, List.of(due));
  }

  @Test
  void aCompleteRunIsClosedWhenEachVersionThatItEndsWithIsMeasured() {
    begin(5, over(LAST_STEP));
    assertThat(closeEpoch(6, over(LAST_STEP, LAST, BEST))).containsExactly(new Action.Assess(LAST));
    assertThat(closing.isEnding()).isTrue();
    assertThat(on(new Event.Assessed(BEST))).as("of another").isEmpty();
    assertThat(on(new Event.Assessed(LAST))).containsExactly(new Action.Assess(BEST));
    on(new Event.StopAsked());
    assertThat(on(new Event.Assessed(LAST))).as("a second time").isEmpty();
    assertThat(on(new Event.Assessed(BEST)))
        .containsExactly(new Action.CloseRun(LAST_STEP, Goal.COMPLETE));
    assertThat(on(new Event.Assessed(BEST))).isEmpty();
  }

  @Test
  void aRunThatIsTakenUpAtItsEndIsMeasuredAndClosed() {
    assertThat(begin(LAST_STEP, over(LAST_STEP, BEST))).containsExactly(new Action.Assess(BEST));
    assertThat(on(new Event.Assessed(BEST)))
        .containsExactly(new Action.CloseRun(LAST_STEP, Goal.COMPLETE));
  }

  @Test
  void aRunThatIsTakenUpAtItsEndIsClosedAtOnceWhereNothingIsToBeMeasured() {
    assertThat(begin(LAST_STEP, over(LAST_STEP)))
        .containsExactly(new Action.CloseRun(LAST_STEP, Goal.COMPLETE));
    assertThat(begin(4, over(4))).containsExactly(new Action.CloseRun(4, Goal.COMPLETE));
  }

  @Test
  void anEpochThatIsOpenWhereARunIsTakenUpIsMeasuredBesideTheNextStep() {
    Outlook ahead = new Outlook(LAST_STEP, List.of());
    assertThat(beginOpen(4, ahead)).containsExactly(new Action.Measure(4));
    assertThat(on(new Event.StepArrived(5, 1.5))).as("that ends an epoch, too").isEmpty();
    assertThat(on(new Event.EpochClosed(4, ahead)))
        .containsExactly(new Action.Enter(5, Closing.Turn.IN_TURN));
  }

  @Test
  void anEpochThatIsOpenAtTheEndIsMeasuredBeforeTheRunIsClosed() {
    assertThat(beginOpen(LAST_STEP, over(LAST_STEP))).containsExactly(new Action.Measure(6));
    assertThat(on(new Event.EpochClosed(6, over(LAST_STEP, LAST))))
        .containsExactly(new Action.Assess(LAST));
    beginOpen(LAST_STEP, over(LAST_STEP));
    assertThat(on(new Event.EpochClosed(6, over(LAST_STEP))))
        .containsExactly(new Action.CloseRun(6, Goal.COMPLETE));
  }

  @Test
  void whereMetricsDecideAnEpochThatIsOpenShowsWhetherAStepFollows() {
    assertThat(beginOpen(4, over(4))).containsExactly(new Action.Measure(4));
    assertThat(on(new Event.StepArrived(5, 1.5))).isEmpty();
    assertThat(on(new Event.EpochClosed(4, new Outlook(5, List.of()))))
        .containsExactly(new Action.Extend(5));
    beginOpen(4, over(4));
    assertThat(on(new Event.EpochClosed(4, over(4, BEST))))
        .containsExactly(new Action.Assess(BEST));
    beginOpen(4, over(4));
    on(new Event.StopAsked());
    assertThat(on(new Event.EpochClosed(4, new Outlook(5, List.of()))))
        .containsExactly(new Action.CloseRun(4, Goal.INTERRUPTED));
  }

  @Test
  void aRunThatStopsEarlyIsMeasuredAndClosed() {
    begin(4, over(5));
    assertThat(closeEpoch(5, over(5, BEST))).containsExactly(new Action.Assess(BEST));
    assertThat(on(new Event.Assessed(BEST))).containsExactly(new Action.CloseRun(5, Goal.COMPLETE));
  }

  @Test
  void aRunThatIsInterruptedIsClosedUnmeasured() {
    begin(4, over(5));
    on(new Event.StopAsked());
    assertThat(closeEpoch(5, new Outlook(6, List.of())))
        .containsExactly(new Action.CloseRun(5, Goal.INTERRUPTED));
  }

  @Test
  void aFailureMeanwhileIsNotedAndNothingFollows() {
    RuntimeException cause = new IllegalStateException("disk");
    begin(LAST_STEP, over(LAST_STEP, LAST));
    assertThat(on(new Event.Failed(cause))).containsExactly(new Action.NoteFailure(cause));
    assertThat(on(new Event.Assessed(LAST))).isEmpty();
  }
}
