package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run that is interrupted again and again, at whatever step, ends as if nothing had happened:
/// weights, metrics, best version and ledger.
@Timeout(120)
final class InterruptedRunTest {

  private static final long SEED = 20_261_130;

  /// No checkpoint but those that an interruption makes.
  private static final String RARELY = "checkpoint={every-steps: 1000000, every-seconds: 0}";

  @TempDir Path folder;

  @ParameterizedTest(name = "batches of {0}, {1}, {2}")
  @CsvSource({
    "265, data.validation=0.2, 6",
    "400, data.validation=0, 6",
    "41, data.validation=0.2, 2",
    "41, data.validation=0, 2"
  })
  void aRunInterruptedAnywhereEndsAsTheUndisturbedOne(int batch, String validation, int epochs) {
    PreparedRun run =
        SmallRun.prepare(
            folder, "train.batch=" + batch, validation, "train.epochs=" + epochs, RARELY);
    TrainingResult undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 1);
    Path runs = folder.resolve("interrupted");
    Random random = new Random(SEED);
    TrainingResult result = null;
    int interrupts = 0;
    while (result == null || result.status() == TrainingResult.Status.INTERRUPTED) {
      interrupts++;
      int steps = random.nextInt(3);
      try (RunFolder made =
          result == null ? RunFolder.create(runs, "small") : RunFolder.open(result.folder())) {
        result = trainSteps(run, made, steps);
      }
    }
    assertThat(interrupts).as("seed %d", SEED).isGreaterThan(epochs / 2);
    assertThat(result.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
    assertThat(result.metrics()).isEqualTo(undisturbed.metrics());
    assertThat(metrics(result.folder())).isEqualTo(metrics(undisturbed.folder()));
    assertThat(RunFolder.reportOf(result.folder()).best())
        .isEqualTo(RunFolder.reportOf(undisturbed.folder()).best());
    LedgerAudit audit =
        LedgerAudit.of(
            result.folder().resolve("ledger.jsonl"), step -> run.batches().shardsIn(step));
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(run.lastStep());
  }

  private static TrainingResult trainSteps(PreparedRun run, RunFolder made, int steps) {
    Trainee trainee = run.newTrainee();
    var setting = RecorderSetting.of(run, made, TrainingObserver.SILENT, made.nextTerm());
    try (RunRecorder recorder = RunRecorder.open(setting, trainee);
        LaneTeam team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED)) {
      Evaluator evaluator = new LaneEvaluator(run, team);
      recorder.begin();
      AtomicInteger asked = new AtomicInteger();
      return new LocalLoop(
              run,
              recorder,
              evaluator,
              new LocalStep(run, trainee, team, recorder::rate),
              new LocalPlace(0, 0))
          .train(() -> asked.getAndIncrement() == steps);
    }
  }

  private static List<Map<String, Metrics>> metrics(Path run) {
    return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
        .map(EpochMetrics::metrics)
        .toList();
  }
}
