package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.plan.Closing.Action;
import io.lockstep.plan.Closing.Event;
import io.lockstep.plan.Closing.Goal;
import io.lockstep.plan.Closing.Phase;
import io.lockstep.plan.Closing.Remains;
import io.lockstep.plan.Closing.Turn;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// In which order steps, epochs and the run are closed. Epochs have two steps, the run has six.
final class ClosingTest {

  private static final long PATIENCE = 100;
  private static final long LAST_STEP = 6;
  private static final BatchPlan TWO_STEPS = new BatchPlan(100, 50, 10);
  private static final BatchPlan ONE_STEP = new BatchPlan(50, 50, 10);

  private static final Assessment LAST_TESTED = new Assessment(LAST_STEP, Part.TEST);
  private static final Assessment BEST_TESTED = new Assessment(4, Part.TEST);

  private Closing closing;
  private List<Assessment> due = List.of();
  private long now;

  private List<Action> begin(BatchPlan batches, long version) {
    return begin(batches, version, LAST_STEP);
  }

  private List<Action> begin(BatchPlan batches, long version, long horizon) {
    Closing.Transition begun =
        Closing.from(
            new RunBounds(batches, LAST_STEP, PATIENCE), version, outlook(version, horizon));
    closing = begun.next();
    return begun.actions();
  }

  private List<Action> on(Event event) {
    Closing.Transition transition = closing.on(event, now);
    closing = transition.next();
    return transition.actions();
  }

  private List<Action> arrive(long step) {
    return on(new Event.StepArrived(step, 1.5));
  }

  /// A step that nothing holds up.
  private List<Action> closeStep(long step) {
    assertThat(arrive(step)).containsExactly(new Action.Enter(step, Turn.AT_ONCE));
    return on(new Event.StepEntered(step));
  }

  private List<Action> closeEpoch(long step) {
    return closeEpoch(step, LAST_STEP);
  }

  private List<Action> closeEpoch(long step, long horizon) {
    return on(new Event.EpochClosed(step, outlook(step, horizon)));
  }

  private Outlook outlook(long version, long horizon) {
    return new Outlook(horizon, version == horizon ? due : List.of());
  }

  @Test
  void aVersionLeavesWhenItsStepIsEntered() {
    assertThat(begin(TWO_STEPS, 0)).isEmpty();
    assertThat(closeStep(1)).containsExactly(new Action.Publish(1));
    assertThat(closing.step()).isEqualTo(2);
  }

  @Test
  void anEpochIsMeasuredBesideTheStepsOfTheNextButForItsLast() {
    begin(TWO_STEPS, 1);
    assertThat(closeStep(2)).containsExactly(new Action.Publish(2), new Action.Measure(2));
    assertThat(closeStep(3)).containsExactly(new Action.Publish(3));
    assertThat(arrive(4)).isEmpty();
    assertThat(closing.phase()).isEqualTo(Phase.HELD);
    assertThat(closeEpoch(2)).containsExactly(new Action.Enter(4, Turn.IN_TURN));
    assertThat(on(new Event.StepEntered(4)))
        .containsExactly(new Action.Publish(4), new Action.Measure(4));
  }

  @Test
  void theRunIsClosedAfterItsLastEpoch() {
    begin(TWO_STEPS, 5);
    assertThat(arrive(6)).containsExactly(new Action.Enter(6, Turn.IN_TURN));
    assertThat(on(new Event.StepEntered(6)))
        .containsExactly(new Action.Publish(6), new Action.Measure(6));
    assertThat(closeEpoch(6)).containsExactly(new Action.CloseRun(6, Goal.COMPLETE));
    on(new Event.RunClosed());
    assertThat(closing.phase()).isEqualTo(Phase.CLOSED);
  }

  @Test
  void aRunInterruptedAtTheStepThatEndsAnEpochClosesTheEpochFirst() {
    begin(ONE_STEP, 2);
    on(new Event.StopAsked());
    assertThat(closeStep(3)).containsExactly(new Action.Withhold(3), new Action.Measure(3));
    assertThat(closeEpoch(3)).containsExactly(new Action.CloseRun(3, Goal.INTERRUPTED));
  }

  @Test
  void aRunInterruptedWhileAnEpochIsMeasuredWaitsForIt() {
    begin(TWO_STEPS, 1);
    closeStep(2);
    on(new Event.StopAsked());
    assertThat(closeStep(3)).containsExactly(new Action.Withhold(3));
    assertThat(closeEpoch(2)).containsExactly(new Action.CloseRun(3, Goal.INTERRUPTED));
  }

  @Test
  void aStepThatIsHeldIsClosedWithItsEpochBeforeTheRunIsInterrupted() {
    begin(ONE_STEP, 2);
    closeStep(3);
    arrive(4);
    on(new Event.StopAsked());
    now += PATIENCE;
    assertThat(on(new Event.Tick())).isEmpty();
    assertThat(closeEpoch(3)).containsExactly(new Action.Enter(4, Turn.IN_TURN));
    assertThat(on(new Event.StepEntered(4)))
        .containsExactly(new Action.Withhold(4), new Action.Measure(4));
    assertThat(closeEpoch(4)).containsExactly(new Action.CloseRun(4, Goal.INTERRUPTED));
  }

  @Test
  void aRunIsHandedOverAsItIsInterrupted() {
    begin(TWO_STEPS, 0);
    on(new Event.StopAsked(Goal.HANDED_OVER));
    assertThat(closeStep(1))
        .containsExactly(new Action.Withhold(1), new Action.CloseRun(1, Goal.HANDED_OVER));

    begin(TWO_STEPS, 0);
    on(new Event.StopAsked(Goal.HANDED_OVER));
    now += PATIENCE;
    on(new Event.Tick());
    assertThat(on(new Event.StepDropped(1, Remains.NO_VERSION)))
        .containsExactly(new Action.CloseRun(0, Goal.HANDED_OVER_AT_CHECKPOINT));
  }

  @Test
  void aRunThatIsBeingHandedOverCanStillBeInterrupted() {
    begin(TWO_STEPS, 0);
    on(new Event.StopAsked(Goal.HANDED_OVER));
    on(new Event.StopAsked());
    assertThat(closeStep(1))
        .containsExactly(new Action.Withhold(1), new Action.CloseRun(1, Goal.INTERRUPTED));
  }

  @Test
  void aRunThatIsSomebodyElsesIsLeftWithoutAnEntryAndNothingFollows() {
    RuntimeException cause = new IllegalStateException("cast out");
    begin(TWO_STEPS, 1);
    closeStep(2);
    assertThat(on(new Event.Left(cause))).containsExactly(new Action.LeaveRun(cause));
    assertThat(on(new Event.Failed(cause))).isEmpty();
    assertThat(closeEpoch(2)).isEmpty();
    assertThat(arrive(3)).isEmpty();

    begin(TWO_STEPS, LAST_STEP);
    on(new Event.RunClosed());
    assertThat(on(new Event.Left(cause))).isEmpty();
  }

  @Test
  void anInterruptAtTheLastStepChangesNothing() {
    begin(TWO_STEPS, 5);
    on(new Event.StopAsked());
    arrive(6);
    on(new Event.StepEntered(6));
    assertThat(closeEpoch(6)).containsExactly(new Action.CloseRun(6, Goal.COMPLETE));
  }

  @Test
  void aStepThatNobodyCompletesIsGivenUpWhenPatienceEnds() {
    begin(TWO_STEPS, 2);
    on(new Event.StopAsked());
    now += PATIENCE - 1;
    assertThat(on(new Event.Tick())).isEmpty();
    on(new Event.StopAsked());
    now++;
    assertThat(on(new Event.Tick())).containsExactly(new Action.Drop(3));
    assertThat(arrive(3)).isEmpty();
    assertThat(on(new Event.StepDropped(3, Remains.VERSION_BEFORE)))
        .containsExactly(new Action.CloseRun(2, Goal.INTERRUPTED));
  }

  @Test
  void aStepGivenUpInTheMiddleLeavesTheNewestCheckpointOnceTheEpochBeforeIsClosed() {
    begin(ONE_STEP, 2);
    closeStep(3);
    on(new Event.StopAsked());
    now += PATIENCE;
    on(new Event.Tick());
    assertThat(on(new Event.StepDropped(4, Remains.NO_VERSION))).isEmpty();
    assertThat(closeEpoch(3)).containsExactly(new Action.CloseRun(3, Goal.AT_CHECKPOINT));
  }

  @Test
  void aLossThatIsNoNumberIsEnteredInTurn() {
    begin(TWO_STEPS, 0);
    assertThat(on(new Event.StepArrived(1, Double.NaN)))
        .containsExactly(new Action.Enter(1, Turn.IN_TURN));
  }

  @Test
  void theFirstFailureIsNotedAndNothingFollows() {
    RuntimeException first = new IllegalStateException("first");
    begin(TWO_STEPS, 1);
    closeStep(2);
    assertThat(on(new Event.Failed(first))).containsExactly(new Action.NoteFailure(first));
    assertThat(on(new Event.Failed(new IllegalStateException("second")))).isEmpty();
    assertThat(closeEpoch(2)).isEmpty();
    assertThat(arrive(3)).isEmpty();
    assertThat(closing.isEnding()).isTrue();
  }

  @Test
  void aFailureAfterTheLastEntryChangesNothing() {
    begin(TWO_STEPS, LAST_STEP);
    on(new Event.RunClosed());
    assertThat(on(new Event.Failed(new IllegalStateException("late")))).isEmpty();
  }

  @Test
  void anEpochThatWasNotOpenCannotBeClosed() {
    begin(TWO_STEPS, 1);
    closeStep(2);
    assertThatThrownBy(() -> closeEpoch(4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the epoch of step 4 is closed, but that of step 2 was open");
  }

  @Test
  void atTheHorizonNoStepIsTakenBeforeTheEpochIsClosed() {
    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    assertThat(closeStep(2)).containsExactly(new Action.Publish(2), new Action.Measure(2));
    assertThat(closing.phase()).isEqualTo(Phase.PENDING);
    assertThat(closing.isEnding()).isFalse();
    assertThat(arrive(3)).isEmpty();
    assertThat(closeEpoch(2, 4)).containsExactly(new Action.Extend(4));
    closeStep(3);
    assertThat(closing.step()).isEqualTo(4);
  }

  @Test
  void aRunThatIsStoppedAtTheHorizonIsComplete() {
    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    closeStep(2);
    assertThat(closeEpoch(2, 2)).containsExactly(new Action.CloseRun(2, Goal.COMPLETE));
    assertThat(closing.isEnding()).isTrue();
  }

  @Test
  void whoeverAsksToStopAtTheHorizonIsHeardBeforeAnotherStepBegins() {
    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    closeStep(2);
    on(new Event.StopAsked());
    now += PATIENCE;
    assertThat(on(new Event.Tick())).as("there is no step to give up").isEmpty();
    assertThat(closeEpoch(2, 4)).containsExactly(new Action.CloseRun(2, Goal.INTERRUPTED));
  }

  @Test
  void aRunThatStopsByItselfIsCompleteThoughSomebodyHasAskedItToStop() {
    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    on(new Event.StopAsked(Goal.HANDED_OVER));
    assertThat(closeStep(2)).containsExactly(new Action.Withhold(2), new Action.Measure(2));
    assertThat(closeEpoch(2, 2)).containsExactly(new Action.CloseRun(2, Goal.COMPLETE));

    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    closeStep(2);
    on(new Event.StopAsked());
    assertThat(closeEpoch(2, 2)).containsExactly(new Action.CloseRun(2, Goal.COMPLETE));
  }

  @Test
  void aFailureAtTheHorizonIsNotedAndNoStepFollows() {
    RuntimeException cause = new IllegalStateException("disk");
    begin(TWO_STEPS, 0, 2);
    closeStep(1);
    closeStep(2);
    assertThat(on(new Event.Failed(cause))).containsExactly(new Action.NoteFailure(cause));
    assertThat(closeEpoch(2, 4)).isEmpty();
  }

  /// Books that answer late, in any order that they can.
  @Test
  void whateverComesWhenEveryStepAndEpochIsClosedOnceAndInOrder() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      BatchPlan batches = random.nextBoolean() ? ONE_STEP : TWO_STEPS;
      long horizon = random.nextBoolean() ? batches.stepsPerEpoch() : LAST_STEP;
      due = List.of(LAST_TESTED, BEST_TESTED).subList(0, random.nextInt(3));
      List<Action> open = new ArrayList<>(begin(batches, 0, horizon));
      List<Action> done = new ArrayList<>();
      while (closing.phase() != Phase.CLOSED) {
        now += random.nextInt(40);
        open.addAll(on(next(random, open, done)));
        open.removeIf(action -> !isAnswered(action) && done.add(action));
      }
      assertSound("seed " + seed, done, horizon);
    }
  }

  private static boolean isAnswered(Action action) {
    return !(action instanceof Action.Publish
        || action instanceof Action.Withhold
        || action instanceof Action.Extend);
  }

  private Event next(Random random, List<Action> open, List<Action> done) {
    int dice = random.nextInt(60);
    if (dice == 0) {
      return new Event.StopAsked();
    }
    if (dice < 20) {
      return new Event.Tick();
    }
    if (dice < 40 || open.isEmpty()) {
      return new Event.StepArrived(closing.step() - random.nextInt(2), 1);
    }
    Action action = open.removeFirst();
    done.add(action);
    return switch (action) {
      case Action.Enter(long step, Turn _) -> new Event.StepEntered(step);
      case Action.Measure(long step) ->
          new Event.EpochClosed(step, outlook(step, horizonAfter(step, random)));
      case Action.Assess(Assessment what) -> new Event.Assessed(what);
      case Action.Drop(long step) -> new Event.StepDropped(step, Remains.VERSION_BEFORE);
      case Action.CloseRun _ -> new Event.RunClosed();
      case Action.Publish _,
          Action.Withhold _,
          Action.Extend _,
          Action.NoteFailure _,
          Action.LeaveRun _ ->
          throw new AssertionError("nothing answers " + action);
    };
  }

  /// What metrics may decide, where they do.
  private long horizonAfter(long step, Random random) {
    if (closing.horizon() == LAST_STEP) {
      return LAST_STEP;
    }
    return random.nextInt(5) == 0 ? step : step + closing.bounds().batches().stepsPerEpoch();
  }

  private void assertSound(String as, List<Action> done, long certain) {
    long horizon = certain;
    long entered = 0;
    long measured = 0;
    List<Assessment> assessed = new ArrayList<>();
    for (Action action : done) {
      switch (action) {
        case Action.Enter(long step, Turn _) -> assertThat(step).as(as).isEqualTo(++entered);
        case Action.Publish(long step) -> {
          assertThat(step).as(as).isEqualTo(entered).isLessThanOrEqualTo(horizon);
        }
        case Action.Extend(long next) -> {
          assertThat(measured).as(as).isEqualTo(horizon).isEqualTo(entered);
          horizon = next;
        }
        case Action.Withhold(long step) -> assertThat(step).as(as).isEqualTo(entered);
        case Action.Measure(long step) -> {
          assertThat(step).as(as).isGreaterThan(measured).isLessThanOrEqualTo(entered);
          measured = step;
        }
        case Action.Assess(Assessment what) -> assessed.add(what);
        case Action.CloseRun(long step, Goal end) -> {
          assertThat(assessed).as(as).isEqualTo(end == Goal.COMPLETE ? due : List.of());
          assertThat(step).as(as).isEqualTo(entered);
          long perEpoch = closing.bounds().batches().stepsPerEpoch();
          assertThat(measured).as(as).isEqualTo(step / perEpoch * perEpoch);
        }
        case Action.Drop _, Action.NoteFailure _, Action.LeaveRun _ -> {}
      }
    }
    assertThat(done.getLast()).as(as).isInstanceOf(Action.CloseRun.class);
  }
}
