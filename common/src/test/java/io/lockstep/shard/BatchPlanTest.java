package io.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchPlanTest {

  @ParameterizedTest
  @CsvSource({"100,10,3", "101,10,3", "7,10,3", "7,7,7", "1,1,1", "23,5,5", "64,64,1", "97,32,8"})
  void everyEpochTakesEachPositionOnceInOrder(int examples, int batch, int shard) {
    BatchPlan plan = new BatchPlan(examples, batch, shard);
    long step = 1;
    for (int epoch = 1; epoch <= 3; epoch++) {
      int position = 0;
      for (long i = 0; i < plan.stepsPerEpoch(); i++, step++) {
        assertThat(plan.epochOf(step)).as("epoch of step %d", step).isEqualTo(epoch);
        assertThat(plan.firstPosition(step)).as("position of step %d", step).isEqualTo(position);
        assertThat(plan.examplesIn(step)).isBetween(1, batch);
        position += plan.examplesIn(step);
      }
      assertThat(position).isEqualTo(examples);
    }
  }

  @ParameterizedTest
  @CsvSource({"100,10,3", "101,10,3", "7,10,3", "97,32,8", "33,32,8", "35,32,8"})
  void theShardsOfEveryStepTakeEachOfItsExamplesOnce(int examples, int batch, int shard) {
    BatchPlan plan = new BatchPlan(examples, batch, shard);
    for (long step = 1; step <= 2 * plan.stepsPerEpoch(); step++) {
      BitSet taken = new BitSet();
      for (int index = 0; index < plan.shardsIn(step); index++) {
        Block block = new Block(0, index);
        assertThat(plan.blockBegin(block)).isEqualTo(taken.length());
        assertThat(plan.blockEnd(block, step) - plan.blockBegin(block)).isBetween(1, shard);
        taken.set(plan.blockBegin(block), plan.blockEnd(block, step));
      }
      assertThat(taken.cardinality()).isEqualTo(plan.examplesIn(step));
    }
  }

  @Test
  void onlyTheLastBatchOfAnEpochIsSmaller() {
    BatchPlan plan = new BatchPlan(103, 25, 4);
    assertThat(plan.stepsPerEpoch()).isEqualTo(5);
    assertThat(plan.examplesIn(1)).isEqualTo(25);
    assertThat(plan.examplesIn(4)).isEqualTo(25);
    assertThat(plan.examplesIn(5)).isEqualTo(3);
    assertThat(plan.examplesIn(6)).isEqualTo(25);
    assertThat(plan.shardsIn(1)).isEqualTo(7);
    assertThat(plan.shardsIn(5)).isEqualTo(1);
    assertThat(plan.blockEnd(new Block(0, 6), 1)).isEqualTo(25);
    assertThat(plan.blockEnd(plan.root(1), 1)).isEqualTo(25);
    assertThat(plan.blockEnd(plan.root(5), 5)).isEqualTo(3);
  }

  @Test
  void theRootIsTheLowestNodeThatHoldsAllShards() {
    assertThat(BatchPlan.rootOf(1)).isEqualTo(new Block(0, 0));
    assertThat(BatchPlan.rootOf(2)).isEqualTo(new Block(1, 0));
    assertThat(BatchPlan.rootOf(3)).isEqualTo(new Block(2, 0));
    assertThat(BatchPlan.rootOf(4)).isEqualTo(new Block(2, 0));
    assertThat(BatchPlan.rootOf(5)).isEqualTo(new Block(3, 0));
    for (int shards = 2; shards <= 1025; shards++) {
      int level = BatchPlan.rootOf(shards).level();
      assertThat(1 << level).as("%d shards", shards).isGreaterThanOrEqualTo(shards);
      assertThat(1 << (level - 1)).as("%d shards", shards).isLessThan(shards);
    }
  }

  @Test
  void aRunOfManyBillionStepsStillKnowsItsPlace() {
    BatchPlan plan = new BatchPlan(2_000_000_000, 1, 1);
    long step = 3L * 2_000_000_000 + 1_999_999_999;
    assertThat(plan.epochOf(step)).isEqualTo(4);
    assertThat(plan.firstPosition(step)).isEqualTo(1_999_999_998);
    assertThat(plan.examplesIn(step)).isEqualTo(1);
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThatThrownBy(() -> new BatchPlan(0, 1, 1)).hasMessageContaining("examples 0");
    assertThatThrownBy(() -> new BatchPlan(1, 0, 1)).hasMessageContaining("batch 0");
    assertThatThrownBy(() -> new BatchPlan(1, 1, 0)).hasMessageContaining("shard 0");
  }
}
