package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import org.junit.jupiter.api.Test;

/// A worker that is alone and sends numbers that are not finite.
final class NotFiniteTest {

  private static final WorkerId W0 = new WorkerId("w0");

  private static Course aloneAndNotFiniteTwice() {
    Course alone = new Course(new BatchPlan(20 * 64, 64, 4), 1, 1, 2);
    alone.join("w0");
    Block all = alone.openOf("w0").getFirst();
    assertThat(Course.only(Action.Deal.class, alone.notFinite("w0", all)))
        .extracting(Action.Deal::worker)
        .containsExactly(W0);
    assertThat(alone.notFinite("w0", all))
        .containsExactly(
            new Action.Judge(
                1,
                all,
                "step 1: what worker w0 sent for shards 0..15 is not finite (dense-2/weight), twice; the coordinator computes it by itself"));
    return alone;
  }

  @Test
  void whoIsAloneIsAskedTwiceAndThenTheCoordinatorComputesIt() {
    Course alone = aloneAndNotFiniteTwice();
    Block all = alone.openOf("w0").getFirst();

    assertThat(Course.only(Action.Admit.class, alone.judge(all, Event.Numbers.NOT_FINITE)))
        .extracting(Action::reason)
        .containsExactly(
            "step 1: what w0 and the coordinator computed for shards 0..15 is not finite: the data or the learning rate");
    assertThat(alone.judge(all, Event.Numbers.NOT_FINITE)).as("a second time").isEmpty();
  }

  @Test
  void whoIsAloneAndWrongIsSentHomeAndTheRunWaitsForAnother() {
    Course alone = aloneAndNotFiniteTwice();
    Block all = alone.openOf("w0").getFirst();

    assertThat(Course.only(Action.Quarantine.class, alone.judge(all, Event.Numbers.FINITE)))
        .extracting(Action::reason)
        .containsExactly(
            "worker w0 is quarantined at step 1: what it sent for shards 0..15 is not finite, twice, while the coordinator came to finite numbers; none of its numbers has counted unchecked");
    assertThat(alone.plan.members()).isEmpty();
    assertThat(Course.only(Action.Deal.class, alone.join("w1")))
        .extracting(Action.Deal::worker)
        .containsExactly(new WorkerId("w1"));
  }

  @Test
  void whoIsAloneAndComesToFiniteNumbersIsNamed() {
    Course alone = new Course(new BatchPlan(20 * 64, 64, 4), 1, 1, 2);
    alone.join("w0");
    Block all = alone.openOf("w0").getFirst();
    alone.notFinite("w0", all);
    assertThat(Course.only(Action.Warn.class, alone.completeBy("w0", all)))
        .extracting(Action::reason)
        .containsExactly(
            "step 1: the second time, what worker w0 sent for shards 0..15 was finite: its memory or processor cannot be relied on");
    assertThat(alone.plan.members()).containsExactly(W0);
  }
}
