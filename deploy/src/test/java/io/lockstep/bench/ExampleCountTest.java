package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.BatchPlan;
import org.junit.jupiter.api.Test;

final class ExampleCountTest {

  @Test
  void theCountIsTheSumOverTheStepsWhereverTheyBegin() {
    for (BatchPlan batches :
        new BatchPlan[] {
          new BatchPlan(331, 41, 6), new BatchPlan(80, 16, 8), new BatchPlan(5, 9, 9)
        }) {
      for (long before = 0; before < 20; before++) {
        long sum = 0;
        for (long step = before + 1; step < 40; step++) {
          sum += batches.examplesIn(step);
          assertThat(ExampleCount.between(batches, before, step))
              .as("%s, steps %d to %d", batches, before + 1, step)
              .isEqualTo(sum);
        }
      }
    }
  }
}
