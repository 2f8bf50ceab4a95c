package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// How batches are divided among workers of different speed.
final class BalanceTest {

  private static final int SHARDS = 16;
  private static final WorkerId W0 = new WorkerId("w0");
  private static final WorkerId W1 = new WorkerId("w1");
  private static final WorkerId W2 = new WorkerId("w2");

  @Test
  void aWorkerOfHalfTheSpeedGetsAboutHalfAsMuch() {
    assertThat(bordersOf(Map.of(W0, cost(1), W1, cost(2)))).containsExactly(11, 16);
    assertThat(bordersOf(Map.of(W0, cost(2), W1, cost(1)))).containsExactly(5, 16);
  }

  @Test
  void whereBlocksAreDearTheBorderLiesWhereFewAreNeeded() {
    assertThat(bordersOf(Map.of(W0, new WorkCost(1, 1), W1, new WorkCost(2, 1))))
        .as("8 and 4 shards, and 4")
        .containsExactly(12, 16);
  }

  @Test
  void whereBlocksCostMoreThanTheyGainSharesStayEqual() {
    assertThat(better(Map.of(W0, new WorkCost(1, 10), W1, new WorkCost(2, 10)))).isEmpty();
  }

  @Test
  void workersThatWanderByAFewPercentKeepEqualShares() {
    assertThat(better(Map.of(W0, cost(1), W1, cost(1.3)))).isEmpty();
  }

  @Test
  void theMostUnequalOfThreeGetsNothingAtAll() {
    Balance balance =
        Balance.even(0).knowing(Map.of(W0, cost(1), W1, cost(1), W2, cost(100)), three(), 0);
    Balance better = balance.better(three(), SHARDS).orElseThrow();
    assertThat(better.borders()).containsExactly(8, 16, 16);
    assertThat(better.share(2, 3, SHARDS).blocks(SHARDS)).isEmpty();
    assertThat(better.words(three(), SHARDS)).isEqualTo("w0 8, w1 8, w2 0 of 16 shards");
  }

  @Test
  void whoIsThreeTimesSlowerIsGivenSomethingWhereThatCostsLittle() {
    assertThat(bordersOf(Map.of(W0, new WorkCost(1, 2), W1, new WorkCost(3, 6))))
        .as("8 and 4 shards and two blocks, and 4 and a block: 18, where 16 and a block are 18")
        .containsExactly(12, 16);
  }

  @Test
  void whoIsNotKnownYetIsTakenForAverage() {
    Balance balance = Balance.even(0).knowing(Map.of(W0, cost(1), W1, cost(3)), three(), 0);
    assertThat(balance.among(three(), SHARDS).borders()).containsExactly(9, 12, 16);
  }

  @Test
  void ofOneAndOfNobodyNothingIsDivided() {
    assertThat(Balance.even(0).better(List.of(W0, W1), SHARDS)).isEmpty();
    assertThat(
            Balance.even(0)
                .knowing(Map.of(W0, cost(1)), List.of(W0), 0)
                .better(List.of(W0), SHARDS))
        .isEmpty();
  }

  @Test
  void sharesChangeWithTheNextStepAndNotWithEachMeasurement() {
    Course course = new Course(2, 1);
    course.join("w0");
    course.join("w1");
    course.millis = 9_999;
    assertThat(pace(course, 1, 2)).as("too soon").isEmpty();
    course.millis = 10_000;
    assertThat(pace(course, 1, 2))
        .extracting(Action.Assign::fromStep, Action.Assign::share, Action::reason)
        .containsExactly(
            tuple(2L, new Share(0, 11, 16), "shares follow speed: w0 11, w1 5 of 16 shards"),
            tuple(2L, new Share(11, 16, 16), "shares follow speed: w0 11, w1 5 of 16 shards"));
    assertThat(course.openOf("w0")).as("the step at hand").containsExactly(new Block(3, 0));
    course.completeStep();
    assertThat(course.openOf("w1")).containsExactly(new Block(0, 11), new Block(2, 3));
    course.millis = 19_999;
    assertThat(pace(course, 2, 1)).as("too soon").isEmpty();
    course.millis = 20_000;
    assertThat(pace(course, 1, 1.9)).as("as good as it is").isEmpty();
    assertThat(pace(course, 1, 1)).hasSize(2);
    course.completeStep();
    assertThat(course.openOf("w1")).containsExactly(new Block(0, 3), new Block(0, 4));
  }

  @Test
  void whoAsksIsToldItsShareAsItIs() {
    Course course = new Course(2, 1);
    course.join("w0");
    course.join("w1");
    course.millis = 10_000;
    pace(course, 1, 2);
    assertThat(Course.only(Action.Assign.class, course.on(new Event.ResyncAsked(W1, 0))))
        .extracting(Action.Assign::share)
        .containsExactly(new Share(11, 16, 16));
  }

  @Test
  void whoIsLeftDividesAnewAndWhoComesBackIsMeasuredAnew() {
    Course course = new Course(3, 1);
    course.join("w0");
    course.join("w1");
    course.join("w2");
    course.millis = 10_000;
    course.on(new Event.Paced(Map.of(W0, cost(1), W1, cost(1), W2, cost(3))));
    course.completeStep();
    assertThat(size(course, "w2")).isEqualTo(2);
    course.lose("w1");
    course.completeStep();
    assertThat(size(course, "w0")).as("of 5").isEqualTo(4);
    assertThat(course.plan.balance().costs()).containsOnlyKeys(W0, W2);
    course.join("w2");
    assertThat(course.plan.balance().costs()).containsOnlyKeys(W0);
  }

  @Test
  void whoHasNothingToDoIsTriedAgainAfterAMinute() {
    Course course = new Course(2, 1);
    course.join("w0");
    course.join("w1");
    course.millis = 10_000;
    pace(course, 1, 100);
    course.completeStep();
    assertThat(course.openOf("w1")).isEmpty();
    assertThat(course.plan.hasShare(W0)).isTrue();
    assertThat(course.plan.hasShare(W1)).as("it stands ready").isFalse();
    course.millis = 69_999;
    course.on(new Event.Paced(Map.of(W0, cost(1))));
    assertThat(course.plan.balance().borders()).containsExactly(16, 16);
    course.millis = 70_000;
    course.on(new Event.Paced(Map.of(W0, cost(1))));
    assertThat(course.plan.balance().borders()).isEmpty();
  }

  private static int size(Course course, String worker) {
    int shards = course.plan.rules().batches().shardsIn(course.plan.step());
    return course.openOf(worker).stream()
        .mapToInt(block -> block.endShard(shards) - block.firstShard())
        .sum();
  }

  private static List<Action.Assign> pace(Course course, double first, double second) {
    return Course.only(
        Action.Assign.class, course.on(new Event.Paced(Map.of(W0, cost(first), W1, cost(second)))));
  }

  private static List<Integer> bordersOf(Map<WorkerId, WorkCost> costs) {
    return better(costs).orElseThrow();
  }

  private static Optional<List<Integer>> better(Map<WorkerId, WorkCost> costs) {
    List<WorkerId> members = List.copyOf(new TreeMap<>(costs).keySet());
    return Balance.even(0)
        .knowing(new HashMap<>(costs), members, 0)
        .better(members, SHARDS)
        .map(Balance::borders);
  }

  private static WorkCost cost(double shardNanos) {
    return new WorkCost(shardNanos, 0);
  }

  private static List<WorkerId> three() {
    return List.of(W0, W1, W2);
  }
}
