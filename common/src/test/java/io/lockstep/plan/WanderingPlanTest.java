package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.Plan.Phase;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thousands of courses of random events. Whatever happens, every shard that is still to come is
/// open exactly once, and while the run goes on somebody who is there, and no straggler unless all
/// are, has been told to compute it.
final class WanderingPlanTest {

  private static final int SEEDS = 1000;
  private static final int EVENTS = 150;
  private static final int NAMES = 6;

  @Test
  void noShardIsForgottenAndNoneIsOpenTwice() {
    int finished = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int min = 1 + random.nextInt(3);
      BatchPlan batches = new BatchPlan(1 + random.nextInt(200), 1 + random.nextInt(100), 3);
      Course course = new Course(batches, min + random.nextInt(3), min, random.nextInt(4));
      BitSet here = new BitSet();
      for (int event = 0; event < EVENTS; event++) {
        List<Action> actions = oneEvent(course, here, random);
        assertSound(course, here, actions, "seed %d, event %d".formatted(seed, event));
      }
      finished += course.plan.phase() == Phase.FINISHED ? 1 : 0;
    }
    assertThat(finished).as("courses that came to their end").isGreaterThan(SEEDS / 10);
  }

  /// `here` has the shards of the step in progress that have come.
  private static List<Action> oneEvent(Course course, BitSet here, Random random) {
    course.millis += random.nextInt(random.nextInt(20) == 0 ? 5000 : 60);
    String name = "w" + random.nextInt(NAMES);
    return switch (random.nextInt(12)) {
      case 0 -> course.join(name);
      case 1 -> random.nextBoolean() ? course.lose(name) : course.join(name);
      case 2 -> course.on(new Event.ResyncAsked(new WorkerId(name), -1));
      case 3 -> course.tickAt(course.millis);
      case 4 ->
          course.on(
              new Event.BlockComplete(course.plan.step() - 1, new Block(0, 0), new WorkerId(name)));
      case 5 -> aBlockIsInDoubt(course, random);
      default -> somethingArrives(course, here, random);
    };
  }

  private static List<Action> aBlockIsInDoubt(Course course, Random random) {
    List<Dealt> open = course.plan.open();
    if (open.isEmpty()) {
      return List.of();
    }
    Dealt dealt = open.get(random.nextInt(open.size()));
    long print = random.nextInt(3);
    if (dealt.owners().isEmpty() || random.nextInt(3) == 0) {
      return course.judge(dealt.block(), print);
    }
    String owner = dealt.owners().get(random.nextInt(dealt.owners().size())).name();
    return dealt.isChecked()
        ? course.claim(owner, dealt.block(), print)
        : course.notFinite(owner, dealt.block());
  }

  private static List<Action> somethingArrives(Course course, BitSet here, Random random) {
    if (course.plan.phase() == Phase.GATHERING || course.plan.phase() == Phase.GIVEN_UP) {
      return List.of();
    }
    List<Dealt> open = course.plan.open();
    List<Action> actions = new ArrayList<>();
    if (!open.isEmpty()) {
      Block block = open.get(random.nextInt(open.size())).block();
      boolean larger = random.nextInt(8) == 0 && block.level() < 30;
      Block arrived = larger ? block.parent() : block;
      int shards = course.plan.rules().batches().shardsIn(course.plan.step());
      here.set(arrived.firstShard(), arrived.endShard(shards));
      List<WorkerId> owners = open.stream().flatMap(dealt -> dealt.owners().stream()).toList();
      String sender =
          owners.isEmpty() ? "stranger" : owners.get(random.nextInt(owners.size())).name();
      actions.addAll(course.completeBy(sender, arrived));
    }
    if (course.plan.open().isEmpty() && course.plan.phase() != Phase.FINISHED) {
      here.clear();
      actions.addAll(course.on(new Event.StepComplete(course.plan.step())));
    }
    return actions;
  }

  private static void assertSound(Course course, BitSet here, List<Action> actions, String what) {
    Plan plan = course.plan;
    assertThat(actions).as(what).allMatch(action -> !action.reason().isBlank());
    assertThat(plan.members())
        .as(what)
        .doesNotHaveDuplicates()
        .containsAll(plan.stragglers().keySet())
        .containsAll(plan.trust().vouched())
        .containsAll(plan.trust().unchecked().keySet())
        .noneMatch(plan.trust().quarantined()::contains);
    for (Action.Deal deal : Course.only(Action.Deal.class, actions)) {
      assertThat(deal.step()).as(what).isEqualTo(plan.step());
      assertThat(plan.members()).as(what).contains(deal.worker());
    }
    if (plan.phase() != Phase.RUNNING && plan.phase() != Phase.PAUSED) {
      assertThat(plan.open()).as(what).isEmpty();
      return;
    }
    int shards = plan.rules().batches().shardsIn(plan.step());
    BitSet open = new BitSet();
    for (Dealt dealt : plan.open()) {
      Block block = dealt.block();
      assertThat(open.get(block.firstShard(), block.endShard(shards)).isEmpty()).as(what).isTrue();
      open.set(block.firstShard(), block.endShard(shards));
      assertThat(plan.members()).as(what).containsAll(dealt.owners());
      assertThat(dealt.owners()).as(what).containsAll(dealt.suspects());
      dealt
          .claims()
          .ifPresent(claims -> assertThat(dealt.owners()).as(what).containsAll(claims.keySet()));
      if (plan.phase() == Phase.RUNNING && dealt.isChecked()) {
        assertThat(dealt.owners())
            .as("%s: nobody to compare %s with", what, dealt)
            .hasSizeGreaterThan(1);
      }
      if (plan.phase() == Phase.RUNNING) {
        assertThat(dealt.owners()).as("%s: %s", what, dealt).isNotEmpty();
        assertThat(plan.stragglers().keySet().containsAll(dealt.owners()))
            .as("%s: %s is left to stragglers, though not all are", what, dealt)
            .isEqualTo(plan.stragglers().keySet().containsAll(plan.members()));
      }
    }
    open.or(here);
    assertThat(open.cardinality()).as("%s: open or here", what).isEqualTo(shards);
    assertThat(plan.phase() == Phase.RUNNING)
        .as(what)
        .isEqualTo(plan.members().size() >= plan.rules().minWorkers());
  }
}
