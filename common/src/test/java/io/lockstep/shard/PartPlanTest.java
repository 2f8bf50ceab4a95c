package io.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartPlanTest {

  @ParameterizedTest
  @CsvSource({
    "1,5,1000000", "5,5,1000000", "6,5,1000000", "333,5,100", "10000,64,1000000",
    "10000,64,100", "10000,64,1", "1000000,256,1000000", "2000000,1,1000000", "70,4096,1000000"
  })
  void theBlocksOfASetTakeEachOfItsExamplesOnce(int examples, int shard, int blockExamplesMax) {
    PartPlan plan = PartPlan.of(examples, shard, blockExamplesMax);
    int next = 0;
    for (int block = 0; block < plan.blocks(); block++) {
      assertThat(plan.begin(block)).isEqualTo(next);
      assertThat(plan.examplesIn(block))
          .isBetween(
              1, Math.max(shard, Math.min(blockExamplesMax, Math.max(512, examples / 1024))));
      next += plan.examplesIn(block);
    }
    assertThat(next).isEqualTo(examples);
    assertThat(plan.blocks()).isLessThanOrEqualTo(Math.max(4096, plan.shards()));
  }

  @Test
  void nothingHasNoBlocks() {
    assertThat(PartPlan.of(0, 64, 1000).blocks()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10000,1", "10000,2", "10000,3", "600,7", "5,4"})
  void takersGetRunsOfBlocksThatDifferByOneAtMost(int examples, int takers) {
    PartPlan plan = PartPlan.of(examples, 64, 1_000_000);
    assertThat(plan.firstOf(0, takers)).isZero();
    assertThat(plan.firstOf(takers, takers)).isEqualTo(plan.blocks());
    for (int taker = 0; taker < takers; taker++) {
      assertThat(plan.firstOf(taker + 1, takers) - plan.firstOf(taker, takers))
          .isBetween(plan.blocks() / takers, Math.ceilDiv(plan.blocks(), takers));
    }
  }
}
