package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A short form of what the command does for as long as one likes. What a cluster holds that has
/// just begun grows, which nobody is to judge.
@Timeout(300)
final class SoakBenchTest {

  @Test
  @Tag("long")
  void runsWhileWorkersComeAndGoHaveTheWeightsOfOneProcessAndNodesAreLookedAt() throws Exception {
    SoakSettings settings = new SoakSettings(2, 2, Duration.ofMillis(1), Duration.ofMillis(1), 5);
    List<String> said = new ArrayList<>();
    ClusterFolder folder = ClusterFolder.create("soak", said::add);
    try (folder) {
      SoakReport report = new SoakBench(settings, 0, said::add).keepUp(folder);

      assertThat(report.breaches()).as(said.toString()).isEmpty();
      assertThat(report.work().runs()).isEqualTo(3);
      assertThat(report.work().joins() + report.work().leaves()).isEqualTo(3);
      assertThat(report.work().leaves()).isPositive();
      assertThat(report.table().looks()).isEqualTo(3);
      assertThat(report.table().rows()).extracting(HeldTable.Row::node).contains("c0", "c1", "w0");
      assertThat(report.table().rows()).allMatch(row -> row.first() > 1 && row.last() > 1);
    }
    folder.delete();
  }
}
