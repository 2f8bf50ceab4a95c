package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.Block;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Late blocks are dealt a second time: first come, first used, for both have the same bits.
final class StragglerTest {

  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");

  @Test
  void aYoungRunIsGivenTenTimesTheLeastPatience() {
    Course course = running(2);
    assertThat(course.tickAt(10 * Course.STRAGGLER_MILLIS_MIN - 1)).isEmpty();
    assertThat(deals(course.tickAt(10 * Course.STRAGGLER_MILLIS_MIN))).hasSize(2);
  }

  @Test
  void aBlockLaterThanThreeTimesTheMedianIsDealtToAnotherToo() {
    Course course = running(2);
    long begun = stepsOf(course, 3, 200);
    course.millis = begun + 200;
    course.complete(new Block(3, 1));
    assertThat(course.tickAt(begun + 599)).isEmpty();
    List<Action.Deal> deals = deals(course.tickAt(begun + 600));
    assertThat(deals).hasSize(1);
    assertThat(deals.getFirst().worker()).isEqualTo(W1);
    assertThat(deals.getFirst().blocks()).containsExactly(new Block(3, 0));
    assertThat(deals.getFirst().reason())
        .isEqualTo("step 4: block (3, 0) of [w0] is late (600 ms), dealt to w1 too");
    assertThat(course.plan.open().getFirst().owners()).containsExactly(W0, W1);
  }

  @Test
  void fastBlocksAreGivenTheLeastPatience() {
    Course course = running(2);
    long begun = stepsOf(course, 3, 1);
    assertThat(course.tickAt(begun + Course.STRAGGLER_MILLIS_MIN - 1)).isEmpty();
    assertThat(deals(course.tickAt(begun + Course.STRAGGLER_MILLIS_MIN))).hasSize(2);
  }

  @Test
  void aBlockStillLateIsDealtToTheNextAndAtLastToTheFirstAgain() {
    Course course = running(2);
    long begun = stepsOf(course, 1, 100);
    course.complete(new Block(3, 1));
    course.tickAt(begun + 300);
    List<Action.Deal> again = deals(course.tickAt(begun + 600));
    assertThat(again).extracting(Action.Deal::worker).containsExactly(W0);
    List<Action.Deal> andAgain = deals(course.tickAt(begun + 900));
    assertThat(andAgain).extracting(Action.Deal::worker).containsExactly(W1);
  }

  @Test
  void theBlocksOfOneStragglerAreSpreadOverTheOthers() {
    Course course = running(3);
    long begun = stepsOf(course, 1, 100);
    course.openOf("w0").forEach(course::complete);
    course.openOf("w2").forEach(course::complete);
    assertThat(course.openOf("w1")).hasSize(3);
    List<Action.Deal> deals = deals(course.tickAt(begun + 300));
    assertThat(deals).extracting(deal -> deal.worker().name()).containsExactly("w0", "w2", "w0");
  }

  @Test
  void aLoneWorkerIsToldAgainBecauseWhatItSentMayBeLost() {
    Course course = running(1);
    long begun = stepsOf(course, 1, 100);
    List<Action.Deal> deals = deals(course.tickAt(begun + 300));
    assertThat(deals).extracting(Action.Deal::worker).containsExactly(W0);
    assertThat(course.plan.open().getFirst().owners()).containsExactly(W0);
  }

  @Test
  void aClusterThatIsSlowFromTheBeginningIsGivenTheTimeItNeeds() {
    Course course = running(2);
    long slow = 15 * Course.STRAGGLER_MILLIS_MIN;
    assertThat(deals(course.tickAt(slow - 1))).as("dealt again, for nothing").hasSize(2);
    long begun = stepsOf(course, 1, 1);
    assertThat(course.tickAt(begun + slow - 1)).isEmpty();
    assertThat(course.plan.stragglerNanos()).isEqualTo(3 * slow * 1_000_000L);
  }

  @Test
  void aClusterThatBecomesSlowIsGivenTheTimeItNeedsWithinAFewBlocks() {
    Course course = running(4);
    long begun = stepsOf(course, 1, 100);
    assertThat(deals(course.tickAt(begun + 499))).as("dealt again, for nothing").hasSize(4);
    begun = stepsOf(course, 1, 1);
    assertThat(course.tickAt(begun + 499)).isEmpty();
    assertThat(course.plan.stragglerNanos()).isEqualTo(1_500_000_000L);
  }

  @Test
  void oneWorkerThatHangsIsWaitedForOnceAndDoesNotMakePatienceGrow() {
    Course course = running(2);
    assertThat(deals(course.tickAt(hangs(course) + 300))).as("late once").hasSize(1);
    course.millis += 100;
    course.openOf("w1").forEach(block -> course.completeBy("w0", block));
    for (int step = 2; step < Course.LAST_STEP; step++) {
      List<Action.Deal> deals = deals(course.completeStep());
      assertThat(deals).as("step %d", step).hasSameSizeAs(course.openOf("w1"));
      assertThat(deals).extracting(Action.Deal::worker).containsOnly(W0);
      hangs(course);
      assertThat(course.on(new Event.Tick())).isEmpty();
      assertThat(course.plan.open()).isEmpty();
    }
    assertThat(course.plan.stragglers()).containsOnlyKeys(W1);
    assertThat(course.plan.stragglerNanos()).isLessThanOrEqualTo(600_000_000L);
  }

  /// Nothing comes of w1, and all that is told to w0, each block 100 ms after the one before.
  /// Returns when the step began.
  private static long hangs(Course course) {
    long begun = course.millis;
    for (Block block : course.openOf("w0")) {
      course.millis += 100;
      course.completeBy("w0", block);
    }
    return begun;
  }

  @Test
  void whoWasLateAndAnswersAgainIsTrustedAgain() {
    Course course = running(2);
    long begun = stepsOf(course, 1, 100);
    course.completeBy("w1", new Block(3, 1));
    course.tickAt(begun + 300);
    course.completeBy("w1", new Block(3, 0));
    List<Action.Deal> deals = deals(course.on(new Event.StepComplete(course.plan.step())));
    assertThat(deals).hasSize(2).allMatch(deal -> deal.worker().equals(W1));
    assertThat(deals.getFirst().reason())
        .isEqualTo("step 3: block (1, 0) of the straggler [w0] dealt to w1 too");
    assertThat(deals).allMatch(deal -> deal.occasion() == Action.Deal.Occasion.EVERY_STEP);
    course.completeBy("w0", deals.getFirst().blocks().getFirst());
    assertThat(course.plan.stragglers()).as("one of two").containsOnlyKeys(W0);
    assertThat(course.completeBy("w0", deals.getLast().blocks().getFirst()))
        .containsExactly(new Action.Note("worker w0 is no straggler any more at step 3"));
    assertThat(course.plan.stragglers()).isEmpty();
    assertThat(deals(course.completeStep())).isEmpty();
  }

  @Test
  void whereAllAreBehindNobodyComputesForAnother() {
    Course course = running(2);
    stepsOf(course, 1, 100);
    course.tickAt(course.millis + 300);
    assertThat(course.plan.stragglers().keySet()).containsExactlyInAnyOrder(W0, W1);
    for (Dealt dealt : course.plan.open()) {
      course.completeBy("stranger", dealt.block());
    }
    assertThat(course.on(new Event.StepComplete(course.plan.step()))).isEmpty();
  }

  @Test
  void aLateBlockGoesToOneThatIsBehindOnlyWhenThereIsNoOther() {
    Course course = running(3);
    stepsOf(course, 1, 100);
    course.openOf("w1").forEach(block -> course.completeBy("w1", block));
    course.openOf("w2").forEach(block -> course.completeBy("w2", block));
    course.tickAt(course.millis + 300);
    assertThat(course.plan.stragglers().keySet()).containsExactly(W0);
    course.openOf("w0").forEach(block -> course.completeBy("w2", block));
    course.on(new Event.StepComplete(course.plan.step()));
    Block ofW1 = course.openOf("w1").getLast();
    course.plan.open().stream()
        .filter(dealt -> !dealt.block().equals(ofW1))
        .forEach(dealt -> course.completeBy("w2", dealt.block()));
    List<Action.Deal> late = deals(course.tickAt(course.millis + 300));
    assertThat(late).extracting(deal -> deal.worker().name()).containsExactly("w2");
  }

  @Test
  void whoIsLostOrJoinsAnewIsNotBehind() {
    for (String how : List.of("lost", "joined")) {
      Course course = running(3);
      long begun = stepsOf(course, 1, 100);
      course.openOf("w1").forEach(block -> course.completeBy("w1", block));
      course.openOf("w2").forEach(block -> course.completeBy("w2", block));
      course.tickAt(begun + 300);
      assertThat(course.plan.stragglers().keySet()).containsExactly(W0);
      if (how.equals("lost")) {
        course.lose("w0");
      } else {
        course.join("w0");
      }
      assertThat(course.plan.stragglers().keySet()).as(how).isEmpty();
    }
  }

  @Test
  void aNightInWhichAllSleptCountsAsTwiceThePatience() {
    Course course = running(1);
    stepsOf(course, 1, 100);
    stepsOf(course, 1, 8 * 3_600_000);
    assertThat(course.plan.blockNanos()).containsExactly(100_000_000L, 600_000_000L);
  }

  @Test
  void patienceFollowsTheLatestBlocks() {
    Course course = running(1);
    stepsOf(course, 2, 100);
    assertThat(course.plan.stragglerNanos()).isEqualTo(300_000_000L);
    stepsOf(course, 3, 400);
    assertThat(course.plan.stragglerNanos()).isEqualTo(1_200_000_000L);
  }

  @Test
  void aStragglerThatIsLostLeavesItsBlockToTheSecond() {
    Course course = running(2);
    long begun = stepsOf(course, 1, 100);
    course.complete(new Block(3, 1));
    course.tickAt(begun + 300);
    List<Action> actions = course.lose("w0");
    assertThat(deals(actions)).isEmpty();
    assertThat(course.openOf("w1")).containsExactly(new Block(3, 0));
  }

  @Test
  void blocksOfALostWorkerGoToNoStraggler() {
    Course course = running(3);
    hangsOnce(course);
    assertThat(course.plan.stragglers()).containsOnlyKeys(W0);
    course.lose("w1");
    for (Dealt dealt : course.plan.open()) {
      assertThat(dealt.owners()).as("%s", dealt.block()).contains(new WorkerId("w2"));
    }
  }

  @Test
  void whenTwoAreLateAtOnceNothingGoesFromOneToTheOther() {
    Course course = running(3);
    long begun = stepsOf(course, 1, 100);
    course.openOf("w2").forEach(block -> course.completeBy("w2", block));
    assertThat(deals(course.tickAt(begun + 300)))
        .isNotEmpty()
        .allMatch(deal -> deal.worker().name().equals("w2"));
  }

  @Test
  void aStragglerIsWaitedForAgainAfterAMinute() {
    Course course = running(3);
    hangsOnce(course);
    long since = course.millis;
    course.plan.open().forEach(dealt -> course.completeBy("w2", dealt.block()));
    course.millis = since + 59_000;
    assertThat(deals(course.on(new Event.StepComplete(course.plan.step())))).isNotEmpty();
    course.plan.open().forEach(dealt -> course.completeBy("w2", dealt.block()));
    course.millis = since + 60_000;
    assertThat(course.on(new Event.StepComplete(course.plan.step())))
        .containsExactly(new Action.Note("worker w0 is no straggler any more at step 5"));
  }

  /// A link that fails for a moment again and again: each time costs the others a wait, so there
  /// must be fewer and fewer of them.
  @Test
  void whoIsLateAgainAndAgainIsPardonedLaterEachTime() {
    Course course = withWorkers(Course.endless(2), 2);
    stepsOf(course, 15, 100);
    assertThat(pardonedAfter(course)).as("the first time").isLessThan(500);
    assertThat(pardonedAfter(course)).as("the second").isBetween(600L, 1_000L);
    assertThat(pardonedAfter(course)).as("the third").isBetween(1_200L, 1_600L);
    stepsOf(course, 601, 100);
    assertThat(pardonedAfter(course)).as("after a minute without").isLessThan(500);
  }

  /// Makes w0 late once and lets it be the first with its blocks from then on. Returns how long it
  /// was a straggler, in milliseconds.
  private static long pardonedAfter(Course course) {
    course.openOf("w1").forEach(block -> course.completeBy("w1", block));
    course.tickAt(course.millis + TimeUnit.NANOSECONDS.toMillis(course.plan.stragglerNanos()));
    long since = course.millis;
    assertThat(course.plan.stragglers()).containsOnlyKeys(W0);
    while (!course.plan.stragglers().isEmpty()) {
      assertThat(course.millis - since).isLessThan(100_000);
      course.millis += 100;
      course.openOf("w0").forEach(block -> course.completeBy("w0", block));
      course.openOf("w1").forEach(block -> course.completeBy("w1", block));
      course.on(new Event.StepComplete(course.plan.step()));
    }
    return course.millis - since;
  }

  /// A step in which w0 is late, and all of it comes of the others.
  private static void hangsOnce(Course course) {
    long begun = stepsOf(course, 1, 100);
    course.openOf("w1").forEach(block -> course.completeBy("w1", block));
    course.openOf("w2").forEach(block -> course.completeBy("w2", block));
    course.tickAt(begun + 300);
    course.openOf("w0").forEach(block -> course.completeBy("w2", block));
    course.on(new Event.StepComplete(course.plan.step()));
  }

  private static List<Action.Deal> deals(List<Action> actions) {
    return Course.only(Action.Deal.class, actions);
  }

  private static Course running(int workers) {
    return withWorkers(new Course(workers, 1), workers);
  }

  private static Course withWorkers(Course course, int workers) {
    for (int worker = 0; worker < workers; worker++) {
      course.join("w" + worker);
    }
    return course;
  }

  /// So many steps whose blocks all take so long. Returns when the next step began.
  private static long stepsOf(Course course, int steps, long blockMillis) {
    for (int step = 0; step < steps; step++) {
      course.millis += blockMillis;
      course.completeStep();
    }
    return course.millis;
  }
}
