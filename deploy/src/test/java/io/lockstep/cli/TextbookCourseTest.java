package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Examples of the textbook whose rates and end change on the way: seen in `metrics.jsonl`.
final class TextbookCourseTest {

  @TempDir Path folder;

  private TextbookRun train(String example) {
    return TextbookRun.of(folder, example);
  }

  @Test
  void theStepScheduleHalvesTheRateAfterEveryTenEpochs() {
    List<Double> rates = train("step-schedule").recorded("learning_rate");
    assertThat(rates).hasSize(40);
    for (int epoch = 1; epoch <= 40; epoch++) {
      assertThat(rates.get(epoch - 1)).isEqualTo(0.1 / (1 << (epoch - 1) / 10));
    }
  }

  @Test
  void theRateFallsWhenFiveEpochsInARowHaveGainedNothing() {
    TextbookRun run = train("plateau");
    List<Double> rates = run.recorded("learning_rate");
    List<Double> losses = run.recorded("validation", "loss");
    int falls = rates.lastIndexOf(rates.getFirst()) + 1;
    assertThat(rates.get(falls)).isCloseTo(0.03, Offset.offset(1e-9));
    double before = Collections.min(losses.subList(0, falls - 5));
    assertThat(losses.subList(falls - 5, falls))
        .allSatisfy(loss -> assertThat(loss).isGreaterThan(before - 1e-4));
    assertThat(rates.getLast()).isEqualTo(0.0001);
  }

  @Test
  void earlyStoppingEndsWithTheBestVersion() {
    TextbookRun run = train("early-stopping");
    RunReport report = run.report();
    int best = report.best().orElseThrow().epoch();
    assertThat(report.epochs()).isEqualTo(best + 10).isLessThan(500);
    assertThat(report.weightsSha256()).isEqualTo(report.best().orElseThrow().weightsSha256());
    List<Double> losses = run.recorded("validation", "loss");
    assertThat(losses.get(best - 1)).isEqualTo(Collections.min(losses));
  }
}
