package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A short form of what the command does for as long as one likes.
@Timeout(300)
final class ChaosBenchTest {

  private static final Set<Fault> KINDS =
      EnumSet.of(
          Fault.WORKER_KILLED,
          Fault.LEADER_KILLED,
          Fault.WORKER_BLINKS,
          Fault.CERTIFICATES_RENEWED);

  /// Starting the cluster and comparing its weights are most of the time.
  @Test
  void aClusterWhoseWorkerIsKilledRecoversAndItsWeightsAreThoseOfOneProcess() {
    recovers(EnumSet.of(Fault.WORKER_KILLED), Duration.ofSeconds(6));
  }

  @Test
  @Tag("long")
  void aStruckClusterRecoversAndItsWeightsAreThoseOfOneProcess() {
    recovers(KINDS, Duration.ofMillis(1_500));
  }

  /// Each kind comes once.
  private static void recovers(Set<Fault> kinds, Duration every) {
    ChaosSettings settings = new ChaosSettings(2, 2, Duration.ofSeconds(6), every, 5);
    List<String> said = new ArrayList<>();

    ChaosReport report = new ChaosBench(settings, kinds, said::add).run(_ -> {});

    assertThat(report.breaches()).as(said.toString()).isEmpty();
    assertThat(report.end().isSame()).isTrue();
    assertThat(report.table().faults()).isEqualTo(kinds.size());
    assertThat(report.table().kinds()).isEqualTo(kinds.size());
    assertThat(report.table().recovered()).isEqualTo(kinds.size());
    assertThat(report.pace().goodput()).isPositive();
  }
}
