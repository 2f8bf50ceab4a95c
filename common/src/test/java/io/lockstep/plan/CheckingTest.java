package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lockstep.plan.Action.Uncheck.Held;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is believed, and what becomes of whom is not.
final class CheckingTest {

  private static final long RIGHT = 7;
  private static final long WRONG = 8;
  private static final Block LEFT_HALF = new Block(3, 0);
  private static final Block RIGHT_HALF = new Block(3, 1);
  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");

  /// Batches of 16 shards; a check every second step.
  private final Course course = new Course(new BatchPlan(20 * 64, 64, 4), 2, 1, 2);

  @Test
  void whoHasJustComeIsCheckedBeforeAnythingOfItCounts() {
    begin();
    assertThat(checked()).containsExactly(LEFT_HALF, RIGHT_HALF);
    assertThat(course.openOf("w0")).containsExactly(LEFT_HALF, RIGHT_HALF);
    assertThat(course.openOf("w1")).containsExactly(LEFT_HALF, RIGHT_HALF);
  }

  @Test
  void aCheckerIsAskedForPrintsOnly() {
    course.join("w0");
    assertThat(Course.only(Action.Check.class, course.join("w1")))
        .extracting(Action::reason)
        .containsExactly(
            "step 1: shards 0..7 of w0 is checked by w1",
            "step 1: shards 8..15 of w1 is checked by w0");
  }

  @Test
  void whoCameToTheSameAsAnotherIsNotCheckedInTheNextStep() {
    begin();
    agreeOnAll();
    finishStep();
    assertThat(course.plan.step()).isEqualTo(2);
    assertThat(checked()).as("the sample of every second step").hasSize(1);
    agreeOnAll();
    finishStep();
    assertThat(checked()).isEmpty();
  }

  @Test
  void samplesComeRoundToEverybody() {
    begin();
    agreeOnAll();
    finishStep();
    assertThat(checked()).containsExactly(RIGHT_HALF);
    finishStep();
    finishStep();
    assertThat(course.plan.step()).isEqualTo(4);
    assertThat(checked()).containsExactly(LEFT_HALF);
  }

  @Test
  void whoComesLaterIsCheckedInItsFirstStepAndNobodyElse() {
    beginThree();
    List<Block> ofNewcomer = course.openOf("w2");
    assertThat(checked()).isNotEmpty().isSubsetOf(ofNewcomer);
    assertThat(course.plan.open())
        .filteredOn(dealt -> dealt.owners().getFirst().name().equals("w2"))
        .allMatch(Dealt::isChecked);
  }

  @Test
  void whatANewcomerIsDealtInTheMiddleOfAStepIsCheckedToo() {
    begin();
    agreeOnAll();
    finishStep();
    agreeOnAll();
    finishStep();
    assertThat(checked()).isEmpty();
    course.join("w2");
    course.lose("w1");

    assertThat(course.plan.open())
        .filteredOn(dealt -> dealt.owners().getFirst().name().equals("w2"))
        .isNotEmpty()
        .allMatch(Dealt::isChecked);
    assertThat(course.plan.open())
        .filteredOn(dealt -> dealt.owners().equals(List.of(W0)))
        .as("known to be right")
        .noneMatch(Dealt::isChecked);
  }

  @Test
  void whoIsAloneIsNotChecked() {
    Course alone = new Course(new BatchPlan(20 * 64, 64, 4), 1, 1, 1);
    alone.join("w0");
    assertThat(alone.plan.open()).noneMatch(Dealt::isChecked);
  }

  @Test
  void nothingIsCheckedWhenTheRulesSaySo() {
    Course off = new Course(new BatchPlan(20 * 64, 64, 4), 2, 1, 0);
    off.join("w0");
    off.join("w1");
    assertThat(off.plan.open()).noneMatch(Dealt::isChecked);
  }

  @Test
  void theCoordinatorDecidesBetweenTwo() {
    begin();
    assertThat(course.claim("w0", LEFT_HALF, WRONG)).isEmpty();
    assertThat(course.claim("w1", LEFT_HALF, RIGHT))
        .containsExactly(
            new Action.Judge(
                1,
                LEFT_HALF,
                "step 1: w0 and w1 do not come to the same for shards 0..7; the coordinator computes it by itself"));
    List<Action> actions = course.judge(LEFT_HALF, RIGHT);
    assertThat(Course.only(Action.Uncheck.class, actions))
        .extracting(Action.Uncheck::block, Action.Uncheck::held)
        .contains(tuple(LEFT_HALF, Held.DROPPED));
    assertThat(Course.only(Action.Quarantine.class, actions))
        .containsExactly(
            new Action.Quarantine(
                W0,
                "worker w0 is quarantined at step 1: what it sent for shards 0..7 is not what the coordinator and w1 came to; none of its numbers has counted unchecked"));
    assertThat(course.plan.members()).containsExactly(W1);
    assertThat(course.openOf("w1")).containsExactly(LEFT_HALF, RIGHT_HALF);
    assertThat(checked()).as("nobody is left to compare with").isEmpty();
  }

  @Test
  void twoAgainstOneNeedNoJudge() {
    beginThree();
    Block block = checked().getFirst();
    course.tickAt(2 * Course.STRAGGLER_MILLIS_MIN * 10);
    assertThat(dealt(block).owners()).hasSize(3);
    course.claim("w0", block, RIGHT);
    assertThat(course.claim("w1", block, RIGHT)).isEmpty();
    assertThat(Course.only(Action.Quarantine.class, course.claim("w2", block, WRONG)))
        .as("it counts already, and w2 is wrong")
        .extracting(Action.Quarantine::worker)
        .containsExactly(new WorkerId("w2"));
  }

  @Test
  void whoIsCaughtLaterIsToldSinceWhenItsNumbersCounted() {
    beginTrusted();
    finishStep();
    assertThat(course.plan.step()).isEqualTo(4);
    Block sample = checked().getFirst();
    course.claim("w1", sample, RIGHT);
    course.claim("w0", sample, WRONG);
    assertThat(Course.only(Action.Quarantine.class, course.judge(sample, RIGHT)))
        .extracting(Action::reason)
        .containsExactly(
            "worker w0 is quarantined at step 4: what it sent for shards 0..7 is not what the coordinator and w1 came to; its numbers of steps 3 to 3 have counted unchecked, and checkpoints after step 2 hold them");
  }

  @Test
  void whatIsHeardAgainChangesNothing() {
    begin();
    course.claim("w0", LEFT_HALF, WRONG);
    Plan once = course.plan;
    assertThat(course.claim("w0", LEFT_HALF, WRONG)).isEmpty();
    assertThat(course.plan).isEqualTo(once);
    course.claim("w1", LEFT_HALF, RIGHT);
    assertThat(course.claim("w0", LEFT_HALF, WRONG)).as("no second ruling").isEmpty();
  }

  /// It may have sent all of the block over the stream before; only what it sends now is its word.
  @Test
  void whoComesAnewIsHeardAnew() {
    begin();
    course.claim("w0", LEFT_HALF, RIGHT);
    course.join("w0");
    assertThat(dealt(LEFT_HALF).claims().orElseThrow()).isEmpty();
    assertThat(course.openOf("w0")).contains(LEFT_HALF);
    course.claim("w0", LEFT_HALF, RIGHT);
    course.claim("w1", LEFT_HALF, RIGHT);
    assertThat(course.plan.trust().vouched()).containsExactlyInAnyOrder(W0, W1);
  }

  @Test
  void aRulingThatComesTooLateChangesNothing() {
    begin();
    assertThat(course.judge(LEFT_HALF, RIGHT)).isEmpty();
    agreeOnAll();
    finishStep();
    assertThat(course.on(new Event.BlockJudged(1, LEFT_HALF, WRONG, Event.Numbers.FINITE)))
        .isEmpty();
  }

  @Test
  void whoIsQuarantinedIsSentAwayAgainWhenItComesAgain() {
    theCoordinatorDecidesBetweenTwo();
    assertThat(course.join("w0"))
        .containsExactly(new Action.Quarantine(W0, "worker w0 has sent wrong numbers before"));
    assertThat(course.plan.members()).containsExactly(W1);
  }

  @Test
  void aCheckerThatIsLostIsReplaced() {
    beginThree();
    Dealt dealt = dealt(checked().getFirst());
    WorkerId checker = dealt.owners().getLast();
    course.lose(checker.name());
    Dealt after = dealt(dealt.block());
    assertThat(after.isChecked()).isTrue();
    assertThat(after.owners()).hasSize(2).doesNotContain(checker);
  }

  @Test
  void whenNobodyIsLeftToCheckWhatHasComeCounts() {
    begin();
    course.claim("w0", LEFT_HALF, RIGHT);
    List<Action> actions = course.lose("w1");
    assertThat(Course.only(Action.Uncheck.class, actions))
        .allMatch(action -> action.held() == Held.COUNTS)
        .extracting(Action.Uncheck::block)
        .containsExactly(LEFT_HALF, RIGHT_HALF);
  }

  @Test
  void aCheckThatIsLateHoldsNothingUp() {
    begin();
    course.claim("w0", LEFT_HALF, RIGHT);
    course.claim("w0", RIGHT_HALF, RIGHT);
    List<Action> actions = course.tickAt(10 * Course.STRAGGLER_MILLIS_MIN);
    assertThat(Course.only(Action.Uncheck.class, actions))
        .extracting(Action.Uncheck::block, Action.Uncheck::held)
        .containsExactly(
            tuple(LEFT_HALF, Held.COUNTS_AS_LATE), tuple(RIGHT_HALF, Held.COUNTS_AS_LATE));
    assertThat(course.plan.stragglers()).containsOnlyKeys(W1);
  }

  @Test
  void whatIsNotFiniteIsComputedByAnother() {
    beginTrusted();
    List<Action> actions = course.notFinite("w0", LEFT_HALF);
    assertThat(actions)
        .containsExactly(
            new Action.Warn(
                "step 3: what worker w0 sent for shards 0..7 is not finite (dense-2/weight); w1 computes it again"),
            new Action.Deal(
                W1,
                3,
                List.of(LEFT_HALF),
                "step 3: what worker w0 sent for shards 0..7 is not finite (dense-2/weight); w1 computes it again"));
    assertThat(Course.only(Action.Quarantine.class, course.completeBy("w1", LEFT_HALF)))
        .extracting(Action::reason)
        .containsExactly(
            "worker w0 is quarantined at step 3: what it sent for shards 0..7 is not finite, while w1 came to finite numbers; none of its numbers has counted unchecked");
  }

  @Test
  void whatIsNotFiniteTwiceIsTheFaultOfNoWorker() {
    beginTrusted();
    course.notFinite("w0", LEFT_HALF);
    course.notFinite("w1", RIGHT_HALF);
    List<Action> actions = course.notFinite("w1", LEFT_HALF);
    assertThat(Course.only(Action.Admit.class, actions))
        .containsExactly(
            new Action.Admit(
                3,
                "step 3: what w0 and w1 computed for shards 0..7 is not finite (dense-2/weight), twice: the data or the learning rate"));
    assertThat(Course.only(Action.Deal.class, actions))
        .extracting(Action.Deal::blocks)
        .containsExactly(List.of(LEFT_HALF), List.of(RIGHT_HALF));
    assertThat(Course.only(Action.Quarantine.class, course.completeBy("w1", LEFT_HALF))).isEmpty();
  }

  @Test
  void whoSendsItAgainWhileAnotherComputesProvesNothing() {
    beginTrusted();
    course.notFinite("w0", LEFT_HALF);
    assertThat(course.notFinite("w0", LEFT_HALF)).isEmpty();
  }

  @Test
  void thousandsThatAreFoundOutAreForgottenInTheEnd() {
    begin();
    agreeOnAll();
    finishStep();
    for (int i = 0; i < 2 * Trust.QUARANTINED_MAX; i++) {
      String liar = "liar-" + i;
      course.join(liar);
      course.plan = steadyAt(course.plan);
      Block block = new Block(3, 0);
      course.plan = withOwner(course.plan, block, new WorkerId(liar));
      course.notFinite(liar, block);
      course.completeBy("w1", block);
    }
    assertThat(course.plan.trust().quarantined()).hasSize(Trust.QUARANTINED_MAX);
  }

  private static Plan steadyAt(Plan plan) {
    return withOpen(plan, List.of());
  }

  private static Plan withOwner(Plan plan, Block block, WorkerId owner) {
    return withOpen(plan, List.of(Dealt.to(owner, block, 0)));
  }

  private static Plan withOpen(Plan plan, List<Dealt> open) {
    return new Plan(
        plan.rules(),
        plan.step(),
        plan.horizon(),
        plan.generation(),
        plan.members(),
        open,
        plan.stragglers(),
        plan.lapses(),
        plan.phase(),
        plan.phaseNanos(),
        plan.blockNanos(),
        plan.measuring(),
        plan.trust(),
        plan.balance());
  }

  private void begin() {
    course.join("w0");
    course.join("w1");
  }

  /// Three, of whom the third has just come; the step at hand is the third.
  private void beginThree() {
    begin();
    finishStep();
    course.join("w2");
    finishStep();
  }

  private Dealt dealt(Block block) {
    return course.plan.open().stream()
        .filter(dealt -> dealt.block().equals(block))
        .findFirst()
        .orElseThrow();
  }

  /// Both have been found right; the step at hand is the third, in which nothing is checked.
  private void beginTrusted() {
    begin();
    finishStep();
    finishStep();
  }

  private void agreeOnAll() {
    for (Dealt dealt : course.plan.open()) {
      if (dealt.isChecked()) {
        dealt.owners().forEach(owner -> course.claim(owner.name(), dealt.block(), RIGHT));
      }
    }
  }

  private void finishStep() {
    agreeOnAll();
    course.completeStep();
  }

  private List<Block> checked() {
    return course.plan.open().stream().filter(Dealt::isChecked).map(Dealt::block).toList();
  }
}
