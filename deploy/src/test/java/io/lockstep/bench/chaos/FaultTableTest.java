package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultTableTest {

  private static final ChaosSettings SETTINGS =
      new ChaosSettings(3, 3, Duration.ofMinutes(1), Duration.ofSeconds(10), 7);

  private static FaultTable table() {
    FaultTable table = new FaultTable();
    table.struck(Fault.LEADER_KILLED);
    table.struck(Fault.LEADER_KILLED);
    table.struck(Fault.WORKER_BLINKS);
    table.struck(Fault.LEADER_KILLED);
    table.recovered(Fault.LEADER_KILLED, 9);
    table.recovered(Fault.LEADER_KILLED, 2.5);
    table.recovered(Fault.LEADER_KILLED, 3);
    return table;
  }

  private static ChaosReport report(ChaosReport.End end, String... breaches) {
    ChaosReport.Pace pace = new ChaosReport.Pace(200, 150, 60);
    return new ChaosReport(SETTINGS, List.of("disk-full"), table(), pace, end, List.of(breaches));
  }

  @Test
  void aRowTellsHowOftenAndHowFastEachKindWasBorne() {
    assertThat(table().text())
        .isEqualTo(
            """
            fault                         times  recovered  median s   worst s
            worker-blinks                     1          0         -         -
            leader-killed                     3          3      3.00      9.00
            """);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(FaultTable.median(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(3);
    assertThat(FaultTable.median(List.of())).isNaN();
  }

  @Test
  void theReportTellsGoodputAndWhetherTheWeightsAreTheSame() {
    ChaosReport report = report(new ChaosReport.End(900, "ab", "ab"));

    assertThat(report.isGood()).isTrue();
    assertThat(report.text())
        .endsWith(
            """
            4 faults of 2 kinds, 3 recovered, in 60 s (seed 7, 3 coordinators, 3 workers)
            goodput 75.0 %: 150.0 steps/s, 200.0 without faults
            weights sha256 after 900 steps: ab, the same in one process
            not possible here: disk-full
            """);
    assertThat(report.json())
        .contains("\"goodput\":0.75", "\"faults\":4", "\"same\":true", "\"median_s\":3")
        .doesNotContain("\n\"");
  }

  @Test
  void otherWeightsNoEndAndAnyBreachAreNotGood() {
    ChaosReport other = report(new ChaosReport.End(900, "ab", "cd"));

    assertThat(other.isGood()).isFalse();
    assertThat(other.text()).contains("after 900 steps: ab, but in one process cd\n");
    assertThat(report(new ChaosReport.End(0, "", "")).isGood()).isFalse();
    ChaosReport breached = report(new ChaosReport.End(9, "ab", "ab"), "w1 ended with 1 by itself");
    assertThat(breached.isGood()).isFalse();
    assertThat(breached.text()).endsWith("breach: w1 ended with 1 by itself\n");
  }
}
