package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkerPlan.Action;
import io.lockstep.plan.WorkerPlan.Event;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerPlanTest {

  private static final long RESYNC_NANOS = 1000;
  private static final long LAST_STEP = 9;
  private static final Block LEFT = new Block(2, 0);
  private static final Block RIGHT = new Block(2, 1);

  private final BatchPlan batches = new BatchPlan(64, 64, 8);
  private WorkerPlan plan = WorkerPlan.fresh(batches, LAST_STEP, RESYNC_NANOS, 0);
  private long now;

  @Test
  void aStepBeginsWithoutAMessageWhenTheVersionBeforeItIsHere() {
    assign(1, 1, new Share(0, 2));
    assertThat(version(0)).containsExactly(compute(1, LEFT));
    computed(1, LEFT);
    assertThat(version(1))
        .containsExactly(
            new Action.Abandon(1, "version 1 is complete"),
            new Action.Compute(2, LEFT, "step 2, version 1 is here"));
  }

  @Test
  void theVersionMayBeHereBeforeTheShare() {
    assertThat(version(0)).isEmpty();
    assertThat(assign(1, 1, new Share(1, 2))).containsExactly(compute(1, RIGHT));
  }

  @Test
  void blocksAreComputedOneAfterTheOther() {
    assign(1, 1, new Share(0, 3));
    assertThat(version(0)).containsExactly(compute(1, new Block(1, 0)));
    assertThat(computed(1, new Block(1, 0))).containsExactly(compute(1, new Block(0, 2)));
    assertThat(computed(1, new Block(0, 2))).isEmpty();
  }

  @Test
  void anAssignmentHoldsFromItsStepOn() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assertThat(assign(2, 3, new Share(0, 8))).isEmpty();
    computed(1, LEFT);
    assertThat(computes(version(1))).containsExactly(compute(2, LEFT));
    computed(2, LEFT);
    assertThat(computes(version(2))).containsExactly(compute(3, new Block(0, 0)));
  }

  @Test
  void whoJoinsInAStepTakesPartInTheNextOneOnlyWhicheverComesFirst() {
    assign(4, 6, new Share(1, 2));
    assertThat(version(4)).as("step 5 is the others'").isEmpty();
    assertThat(computes(version(5))).containsExactly(compute(6, RIGHT));

    plan = WorkerPlan.fresh(batches, LAST_STEP, RESYNC_NANOS, 0);
    assertThat(version(4)).isEmpty();
    assertThat(assign(4, 6, new Share(1, 2))).isEmpty();
    assertThat(computes(version(5))).containsExactly(compute(6, RIGHT));
  }

  @Test
  void whoJoinsInAStepComputesWhatIsDealtToItThere() {
    assign(4, 6, new Share(1, 2));
    deal(5, LEFT);
    assertThat(version(4)).containsExactly(compute(5, LEFT));
    assertThat(deal(5, RIGHT)).isEmpty();
    assertThat(computed(5, LEFT)).containsExactly(compute(5, RIGHT));
  }

  @Test
  void aShareThatIsLateJoinsWhatIsBeingComputed() {
    version(4);
    assertThat(deal(5, LEFT)).containsExactly(compute(5, LEFT));
    assertThat(assign(4, 5, new Share(1, 2))).as("the lanes are busy").isEmpty();
    assertThat(computed(5, LEFT)).containsExactly(compute(5, RIGHT));
  }

  @Test
  void theNewerGenerationWins() {
    assign(5, 1, new Share(0, 2));
    assertThat(assign(4, 1, new Share(1, 2))).isEmpty();
    assertThat(version(0)).containsExactly(compute(1, LEFT));
    assign(7, 3, new Share(0, 8));
    assign(6, 3, new Share(1, 8));
    computed(1, LEFT);
    version(1);
    assertThat(computes(version(2))).containsExactly(compute(3, new Block(0, 0)));
  }

  @Test
  void aShareForALaterStepDoesNotReplaceTheOneForTheStepBefore() {
    assign(1, 1, new Share(0, 2));
    version(0);
    computed(1, LEFT);
    assign(3, 4, new Share(0, 8));
    assign(2, 2, new Share(1, 2));
    assertThat(computes(version(1))).containsExactly(compute(2, RIGHT));
    computed(2, RIGHT);
    assertThat(computes(version(2))).containsExactly(compute(3, RIGHT));
    computed(3, RIGHT);
    assertThat(computes(version(3))).containsExactly(compute(4, new Block(0, 0)));
  }

  @Test
  void aNewerShareForAnEarlierStepReplacesThoseBehindIt() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assign(2, 4, new Share(0, 8));
    assign(3, 2, new Share(1, 2));
    computed(1, LEFT);
    assertThat(computes(version(1))).containsExactly(compute(2, RIGHT));
    assertThat(computes(version(3))).containsExactly(compute(4, RIGHT));
  }

  @Test
  void aShareToldAgainFromALaterStepOnHoldsFromItsFirst() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assign(2, 2, new Share(1, 2));
    assign(2, 3, new Share(1, 2));
    computed(1, LEFT);
    assertThat(computes(version(1))).containsExactly(compute(2, RIGHT));
  }

  @Test
  void aDealtBlockOfTheStepInProgressIsComputedAfterTheOwn() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assertThat(deal(1, RIGHT)).isEmpty();
    assertThat(computed(1, LEFT)).containsExactly(compute(1, RIGHT));
  }

  @Test
  void anIdleWorkerBeginsADealtBlockAtOnce() {
    assign(1, 1, new Share(0, 2));
    version(0);
    computed(1, LEFT);
    assertThat(deal(1, RIGHT)).containsExactly(compute(1, RIGHT));
  }

  @Test
  void aBlockThatWaitsAlreadyIsNotQueuedTwice() {
    assign(1, 1, new Share(0, 2));
    version(0);
    deal(1, LEFT, RIGHT);
    deal(1, RIGHT);
    computed(1, LEFT);
    computed(1, RIGHT);
    assertThat(plan.queue()).isEmpty();
  }

  @Test
  void aBlockComputedBeforeIsComputedAgainWhenItIsDealtBecauseItMayBeLost() {
    assign(1, 1, new Share(0, 2));
    version(0);
    computed(1, LEFT);
    assertThat(deal(1, LEFT)).containsExactly(compute(1, LEFT));
  }

  @Test
  void aBlockDealtForALaterStepWaitsForIt() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assertThat(deal(2, RIGHT)).isEmpty();
    assertThat(computed(1, LEFT)).isEmpty();
    assertThat(computes(version(1))).containsExactly(compute(2, LEFT));
    assertThat(computed(2, LEFT)).containsExactly(compute(2, RIGHT));
  }

  @Test
  void aBlockDealtForAPastStepIsOfNoUse() {
    assign(1, 1, new Share(0, 2));
    version(3);
    WorkerPlan before = plan;
    assertThat(deal(3, RIGHT)).isEmpty();
    assertThat(plan).isEqualTo(before);
  }

  @Test
  void whatWasDealtForAStepThatWasSkippedIsForgotten() {
    assign(1, 1, new Share(0, 2));
    version(0);
    deal(2, RIGHT);
    version(2);
    assertThat(plan.queue()).containsExactly(LEFT);
    assertThat(plan.dealt()).isEmpty();
  }

  @Test
  void aNewerVersionAbandonsTheStepAtHand() {
    assign(1, 1, new Share(0, 2));
    version(0);
    deal(1, RIGHT);
    assertThat(version(5))
        .containsExactly(
            new Action.Abandon(5, "version 5 is complete"),
            new Action.Compute(6, LEFT, "step 6, version 5 is here"));
    assertThat(computed(1, LEFT)).as("comes too late").isEmpty();
    assertThat(plan.queue()).containsExactly(LEFT);
  }

  @Test
  void anOldVersionChangesNothing() {
    assign(1, 1, new Share(0, 2));
    version(3);
    WorkerPlan before = plan;
    assertThat(version(3)).isEmpty();
    assertThat(version(2)).isEmpty();
    assertThat(plan).isEqualTo(before);
  }

  @Test
  void nothingIsComputedAfterTheLastStep() {
    assign(1, 1, new Share(0, 2));
    assertThat(computes(version(LAST_STEP))).isEmpty();
    assertThat(assign(2, LAST_STEP + 1, new Share(0, 1))).isEmpty();
    assertThat(tick(100 * RESYNC_NANOS)).isEmpty();
  }

  @Test
  void noStepBehindTheHorizonBeginsBeforeItMoves() {
    plan = WorkerPlan.fresh(batches, 0, RESYNC_NANOS, 0);
    assign(1, 1, new Share(0, 2));
    assertThat(version(0)).isEmpty();
    assertThat(tick(100 * RESYNC_NANOS)).as("nothing is missing").isEmpty();
    assertThat(certain(2)).containsExactly(compute(1, LEFT));
    computed(1, LEFT);
    assertThat(computes(version(1))).containsExactly(compute(2, LEFT));
    computed(2, LEFT);
    assertThat(computes(version(2))).isEmpty();
    assertThat(certain(2)).as("known already").isEmpty();
    assertThat(certain(4)).containsExactly(compute(3, LEFT));
  }

  @Test
  void theHorizonMayMoveBeforeTheVersionIsHere() {
    plan = WorkerPlan.fresh(batches, 0, RESYNC_NANOS, 0);
    assertThat(certain(4)).isEmpty();
    assign(1, 1, new Share(0, 2));
    assertThat(version(2)).containsExactly(compute(3, LEFT));
    assertThat(certain(6)).as("its step has begun").isEmpty();
  }

  @Test
  void whatIsDealtOrAssignedBehindTheHorizonWaitsForIt() {
    plan = WorkerPlan.fresh(batches, 2, RESYNC_NANOS, 0);
    version(2);
    assertThat(deal(3, RIGHT)).isEmpty();
    assertThat(assign(2, 3, new Share(0, 2))).isEmpty();
    assertThat(certain(4)).containsExactly(compute(3, LEFT));
    assertThat(plan.queue()).containsExactly(LEFT, RIGHT);
  }

  @Test
  void aShareAfterTheLastVersionBeginsNothing() {
    version(LAST_STEP);
    assertThat(assign(2, LAST_STEP + 1, new Share(0, 1))).isEmpty();
  }

  private static WorkerPlan.MeasureHere test(long version) {
    return new WorkerPlan.MeasureHere(version, Part.TEST, 0, 3);
  }

  @Test
  void aVersionThatIsRecalledTakesThePlaceOfALaterOneAndNoStepFollows() {
    assign(1, 1, new Share(0, 2));
    version(4);
    assertThat(on(new Event.Recalled(2))).isEmpty();
    assertThat(on(new Event.MeasureAsked(test(2)))).isEmpty();
    assertThat(on(new Event.BlockComputed(5, LEFT))).isEmpty();
    assertThat(version(2)).containsExactly(new Action.Measure(test(2), "version 2 is here"));
    assertThat(on(new Event.Measured(test(2)))).isEmpty();
    assertThat(on(new Event.Dealt(3, List.of(LEFT)))).isEmpty();
    now += 10 * RESYNC_NANOS;
    assertThat(on(new Event.Tick())).as("there is nothing to wait for").isEmpty();
  }

  @Test
  void whoHoldsTheVersionThatIsRecalledGoesOnToMeasureIt() {
    version(4);
    on(new Event.MeasureAsked(test(4)));
    assertThat(on(new Event.Recalled(4))).isEmpty();
    assertThat(plan.doing()).isEqualTo(WorkerPlan.Doing.MEASURING);
    assertThat(plan.held()).isEqualTo(4);
  }

  @Test
  void whoWaitsForTheVersionThatIsRecalledAsksForIt() {
    version(4);
    on(new Event.Recalled(2));
    now += RESYNC_NANOS;
    assertThat(on(new Event.Tick()))
        .singleElement()
        .isInstanceOfSatisfying(
            Action.AskResync.class, ask -> assertThat(ask.held()).isEqualTo(-1));
  }

  @Test
  void whoHasNothingAsksAfterThePatienceAndNotBefore() {
    assertThat(tick(RESYNC_NANOS - 1)).isEmpty();
    assertThat(tick(RESYNC_NANOS)).hasSize(1).allMatch(a -> a instanceof Action.AskResync);
    assertThat(tick(2 * RESYNC_NANOS - 1)).as("patience begins anew").isEmpty();
    assertThat(tick(2 * RESYNC_NANOS)).hasSize(1);
  }

  @Test
  void whoWaitsForAVersionSaysWhichItHolds() {
    assign(1, 1, new Share(0, 2));
    version(0);
    now = 5_000_000;
    computed(1, LEFT);
    assertThat(tick(5_000_000 + RESYNC_NANOS - 1)).isEmpty();
    assertThat(tick(7_000_000))
        .containsExactly(new Action.AskResync(0, "no progress for 2 ms at version 0"));
  }

  @Test
  void whoComputesIsNotImpatient() {
    assign(1, 1, new Share(0, 2));
    version(0);
    assertThat(tick(100 * RESYNC_NANOS)).isEmpty();
  }

  @Test
  void beingToldThingsIsNoProgress() {
    now = RESYNC_NANOS / 2;
    assign(1, 1, new Share(0, 2));
    deal(1, RIGHT);
    assertThat(tick(RESYNC_NANOS)).hasSize(1);
  }

  private List<Action> assign(long generation, long fromStep, Share share) {
    return on(new Event.Assigned(generation, fromStep, share));
  }

  private List<Action> deal(long step, Block... blocks) {
    return on(new Event.Dealt(step, List.of(blocks)));
  }

  private List<Action> version(long version) {
    return on(new Event.VersionComplete(version));
  }

  private List<Action> computed(long step, Block block) {
    return on(new Event.BlockComputed(step, block));
  }

  private List<Action> tick(long atNanos) {
    now = atNanos;
    return on(new Event.Tick());
  }

  private List<Action> on(Event event) {
    WorkerPlan.Transition transition = plan.on(event, now);
    plan = transition.next();
    assertThat(transition.actions()).allMatch(action -> !action.reason().isBlank());
    return transition.actions();
  }

  private List<Action> certain(long horizon) {
    return on(new Event.HorizonMoved(horizon));
  }

  private static Action compute(long step, Block block) {
    return new Action.Compute(step, block, "step %d, version %d is here".formatted(step, step - 1));
  }

  private static List<Action> computes(List<Action> actions) {
    List<Action> computes = new ArrayList<>(actions);
    computes.removeIf(action -> !(action instanceof Action.Compute));
    return computes;
  }
}
