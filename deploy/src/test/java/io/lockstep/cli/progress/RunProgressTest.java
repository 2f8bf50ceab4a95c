package io.lockstep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RunProgressTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples");

  /// 105 examples in 7 steps of 16.
  private final PreparedRun run =
      PreparedRun.prepare(
          ConfigurationReader.read(EXAMPLES.resolve("iris.yaml"), List.of()), EXAMPLES);

  private List<String> epochsFrom(long version, int... epochs) {
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    try (RunProgress progress =
        new RunProgress(
            new PrintStream(talk, true, StandardCharsets.UTF_8),
            OptionalInt.empty(),
            RunProgress.Amount.VERBOSE)) {
      progress.begun(run, Path.of("runs"), version, new ProgressGauge());
      for (int epoch : epochs) {
        progress.epoch(
            new EpochMetrics(
                epoch, epoch * 7L, 2.0, 0.01, Map.of("train", Metrics.ofRegression(105, 105))));
      }
    }
    return talk.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("epoch="))
        .toList();
  }

  @Test
  void speedIsThatOfTheExamplesOfAnEpoch() {
    assertThat(epochsFrom(0, 1, 2))
        .containsExactly(
            "epoch=1 step=7 loss=1.000000 seconds=2.000 samples_per_s=53",
            "epoch=2 step=14 loss=1.000000 seconds=2.000 samples_per_s=53");
  }

  @Test
  void aTerminalOfTwentyColumnsIsWideEnough() {
    PreparedRun validated =
        PreparedRun.prepare(
            ConfigurationReader.read(EXAMPLES.resolve("iris.yaml"), List.of("data.validation=0.2")),
            EXAMPLES);
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    Metrics metrics = Metrics.ofClassifier(15, 20, 30);
    try (RunProgress progress =
        new RunProgress(
            new PrintStream(talk, true, StandardCharsets.UTF_8),
            OptionalInt.of(20),
            RunProgress.Amount.USUAL)) {
      progress.begun(validated, Path.of("runs"), 0, new ProgressGauge());
      progress.best(new RunReport.Best(5, 1, Map.of("validation", metrics), ""));
      progress.epoch(
          new EpochMetrics(1, 5, 2.0, 0.01, Map.of("train", metrics, "validation", metrics)));
    }
    assertThat(talk.toString(StandardCharsets.UTF_8).split("[\\r\\n]+"))
        .contains("layer    parameters", "epoch val loss", "    1   0.5000 *")
        .filteredOn(line -> !line.startsWith("training on "))
        .allMatch(line -> line.length() < 20);
  }

  @Test
  void whatWasDoneBeforeARunWasTakenUpDoesNotCount() {
    assertThat(epochsFrom(12, 2, 3))
        .containsExactly(
            "epoch=2 step=14 loss=1.000000 seconds=2.000 samples_per_s=13",
            "epoch=3 step=21 loss=1.000000 seconds=2.000 samples_per_s=53");
    assertThat(epochsFrom(7, 1)).containsExactly("epoch=1 step=7 loss=1.000000 seconds=2.000");
  }
}
