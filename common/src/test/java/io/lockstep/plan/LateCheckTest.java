package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.Action.Uncheck.Held;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a check when somebody is late.
final class LateCheckTest {

  private static final long RIGHT = 7;
  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");
  private static final WorkerId W2 = new WorkerId("w2");

  /// Batches of 16 shards; a check every second step.
  private final Course course = new Course(new BatchPlan(20 * 64, 64, 4), 2, 1, 2);

  /// Two who have been found right, and a third who has just come.
  @BeforeEach
  void begin() {
    course.join("w0");
    course.join("w1");
    finishStepBy("w0", "w1");
    course.join("w2");
    finishStepBy("w0", "w1");
    assertThat(course.plan.trust().vouched()).containsExactlyInAnyOrder(W0, W1);
  }

  /// Frames may be lost: of numbers that two agree on, what did not arrive is asked for again.
  @Test
  void numbersOnWhichTwoAgreeAreAskedForAgainWhenTheyAreLate() {
    Block block = checked().getFirst();
    dealt(block).owners().forEach(owner -> course.claim(owner.name(), block, RIGHT));
    List<Action> actions = course.tickAt(course.millis + 10 * Course.STRAGGLER_MILLIS_MIN);
    assertThat(Course.only(Action.Deal.class, actions))
        .anyMatch(deal -> deal.blocks().contains(block));
    assertThat(dealt(block).isChecked()).isTrue();
  }

  @Test
  void aNewcomerIsNotBelievedForBeingSlow() {
    lateNewcomer();
    finishStepBy("w0", "w1");

    List<Block> itsPart = course.openOf("w2");
    assertThat(checked()).containsAll(itsPart);
    for (Block block : itsPart) {
      WorkerId standIn = dealt(block).owners().getLast();
      assertThat(standIn).isIn(W0, W1);
      List<Action> actions = course.claim(standIn.name(), block, RIGHT);
      assertThat(Course.only(Action.Uncheck.class, actions))
          .extracting(Action.Uncheck::held)
          .containsExactly(Held.COUNTS_OF_STAND_IN);
      assertThat(dealt(block).owners()).as("the newcomer is not heard any more").hasSize(1);
    }
  }

  @Test
  void aSlowNewcomerThatComesFirstIsComparedAndTakesPartAgain() {
    lateNewcomer();
    finishStepBy("w0", "w1");

    List<Block> itsPart = course.openOf("w2");
    itsPart.forEach(block -> course.claim("w2", block, RIGHT));
    itsPart.forEach(block -> course.claim(dealt(block).owners().getLast().name(), block, RIGHT));

    assertThat(course.plan.stragglers()).doesNotContainKey(W2);
    assertThat(course.plan.trust().vouched()).contains(W2);
  }

  /// The third worker is so late in its first step that it is a straggler; the others are not.
  private void lateNewcomer() {
    for (Dealt dealt : course.plan.open()) {
      WorkerId owner = dealt.owners().getFirst();
      if (!owner.name().equals("w2")) {
        course.completeBy(owner.name(), dealt.block());
      }
    }
    for (Block block : checked()) {
      dealt(block).owners().stream()
          .filter(owner -> !owner.name().equals("w2"))
          .forEach(owner -> course.claim(owner.name(), block, RIGHT));
    }
    course.tickAt(course.millis + 10 * Course.STRAGGLER_MILLIS_MIN);
    assertThat(course.plan.stragglers()).containsOnlyKeys(W2);
  }

  /// These two come to the same for all that is checked, and the step is over.
  private void finishStepBy(String... workers) {
    for (Block block : checked()) {
      for (String worker : workers) {
        course.claim(worker, block, RIGHT);
      }
    }
    course.plan.open().forEach(dealt -> course.completeBy(workers[0], dealt.block()));
    course.on(new Event.StepComplete(course.plan.step()));
  }

  private Dealt dealt(Block block) {
    return course.plan.open().stream()
        .filter(dealt -> dealt.block().equals(block))
        .findFirst()
        .orElseThrow();
  }

  private List<Block> checked() {
    return course.plan.open().stream().filter(Dealt::isChecked).map(Dealt::block).toList();
  }
}
