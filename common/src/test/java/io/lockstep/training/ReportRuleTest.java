package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReportRuleTest {

  private static List<Integer> told(ReportRule rule, int epochs, long millisOfAnEpoch) {
    return IntStream.rangeClosed(1, epochs)
        .filter(epoch -> rule.tells(epoch, epoch * millisOfAnEpoch * 1_000_000 - Long.MAX_VALUE))
        .boxed()
        .toList();
  }

  @Test
  void aLineASecondIsTheMost() {
    assertThat(told(new ReportRule(0, 10), 10, 1_000)).hasSize(10);
    assertThat(told(new ReportRule(0, 10), 10, 400)).containsExactly(1, 4, 7, 10);
    assertThat(told(new ReportRule(0, 5_000), 5_000, 1))
        .containsExactly(1, 1_001, 2_001, 3_001, 4_001, 5_000);
  }

  @Test
  void whoeverAsksGetsEverySoManyAndTheLast() {
    assertThat(told(new ReportRule(1, 5), 5, 0)).containsExactly(1, 2, 3, 4, 5);
    assertThat(told(new ReportRule(3, 8), 8, 0)).containsExactly(3, 6, 8);
    assertThat(told(new ReportRule(100, 8), 8, 5_000)).containsExactly(8);
  }
}
