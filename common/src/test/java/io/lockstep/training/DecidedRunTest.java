package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs whose rates, end and best version follow from their course, in one process.
final class DecidedRunTest {

  private static final long SEED = 4;

  private static final String STOPPING = "train.early-stopping={ patience: 3, min-gain: 0.01 }";

  private static final String PLATEAU =
      "train.schedule={ reduce-on-plateau: { patience: 1, factor: 0.5, min-gain: 0.02 } }";

  private static final String RARELY = "checkpoint={ every-steps: 1000000, every-seconds: 0 }";

  /// Learns fast and falls back soon.
  private static final String STEEP =
      "train={ epochs: 25, batch: 41, optimizer: { momentum: { learning-rate: 0.8 } } }";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoint={ every-steps: 1000000, every-seconds: 0 }",
        "checkpoint={ every-steps: 3 }",
        "checkpoint={ every-steps: 0 }"
      })
  void aRunInterruptedAnywhereEndsAsTheUndisturbedOne(String checkpoints) {
    PreparedRun run = SmallRun.prepare(folder, "train.epochs=20", STOPPING, PLATEAU, checkpoints);
    TrainingResult undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 1);
    Random random = new Random(SEED);
    TrainingResult result = null;
    while (result == null || result.status() == TrainingResult.Status.INTERRUPTED) {
      try (RunFolder made =
          result == null
              ? RunFolder.create(folder.resolve("interrupted"), "small")
              : RunFolder.open(result.folder())) {
        result = trainSteps(run, made, random.nextInt(9));
      }
    }
    assertThat(result.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
    assertThat(result.metrics()).isEqualTo(undisturbed.metrics());
    assertThat(withoutSeconds(result)).isEqualTo(withoutSeconds(undisturbed));
    RunReport expected = report(undisturbed);
    assertThat(report(result).best()).isEqualTo(expected.best());
    assertThat(report(result).stopped()).isPresent().isEqualTo(expected.stopped());
    assertThat(report(result).steps()).isEqualTo(expected.steps());
    LedgerAudit audit =
        LedgerAudit.of(
            result.folder().resolve("ledger.jsonl"), step -> run.batches().shardsIn(step));
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(expected.steps());
  }

  @Test
  void aRunThatStopsEarlyEndsWithItsBestVersion() {
    List<String> reasons = new ArrayList<>();
    TrainingObserver witness =
        new Silent() {
          @Override
          public void stopped(int epoch, String reason) {
            reasons.add(epoch + ": " + reason);
          }
        };
    PreparedRun run =
        SmallRun.prepare(folder, RARELY, STEEP, "train.early-stopping=2", "data.test-fraction=0.2");
    TrainingResult result;
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      result = new LocalTraining(run, 1).train(made, witness);
    }
    RunReport report = report(result);
    RunReport.Best best = report.best().orElseThrow();
    assertThat(report.status()).isEqualTo(RunReport.Status.DONE);
    assertThat(report.steps()).isLessThan(run.lastStep()).isEqualTo(best.step() + 2 * 5);
    assertThat(report.epochs()).isEqualTo(best.epoch() + 2);
    assertThat(report.weightsStep()).isEqualTo(best.step());
    assertThat(result.weightsSha256()).isEqualTo(best.weightsSha256());
    assertThat(report.metrics()).isEqualTo(best.metrics()).containsKeys("train", "test");
    StoredModel model = ModelFile.read(result.folder().resolve("model"));
    assertThat(Sha256.weights(model.parameters())).isEqualTo(best.weightsSha256());
    assertThat(model.provenance().step()).isEqualTo(best.step());
    assertThat(reasons)
        .singleElement()
        .isEqualTo(report.epochs() + ": " + report.stopped().orElseThrow());
  }

  @Test
  void aRunWithEarlyStoppingThatComesToItsLastEpochEndsWithItsBestVersionToo() {
    PreparedRun run =
        SmallRun.prepare(
            folder,
            "train.epochs=4",
            "train.optimizer={ sgd: { learning-rate: 3 } }",
            "train.early-stopping=100");
    TrainingResult result = SmallRun.train(run, folder.resolve("runs"), 1);
    RunReport report = report(result);
    assertThat(report.steps()).isEqualTo(run.lastStep());
    assertThat(report.stopped()).isEmpty();
    assertThat(report.weightsStep()).isLessThan(report.steps());
    assertThat(result.weightsSha256()).isEqualTo(report.best().orElseThrow().weightsSha256());
  }

  @Test
  void aRunThatWasStoppedGoesOnWithMorePatienceAsIfItHadHadItFromTheBeginning() {
    PreparedRun hasty = SmallRun.prepare(folder, RARELY, STEEP, "train.early-stopping=1");
    PreparedRun patient = SmallRun.prepare(folder, RARELY, STEEP, "train.early-stopping=3");
    TrainingResult stopped = SmallRun.train(hasty, folder.resolve("runs"), 1);
    long stoppedAt = report(stopped).steps();
    assertThat(report(stopped).stopped()).isPresent();
    RunSearch.Found found = new RunSearch(folder.resolve("runs"), hasty).newest();
    assertThat(found.notes().getLast())
        .endsWith("which was stopped early; more with --set train.early-stopping.patience=N");
    TrainingResult resumed;
    try (RunFolder again = RunFolder.open(stopped.folder())) {
      resumed = new LocalTraining(patient, 1).train(again, TrainingObserver.SILENT);
    }
    TrainingResult expected = SmallRun.train(patient, folder.resolve("patient"), 1);
    assertThat(report(expected).steps()).isGreaterThan(stoppedAt);
    assertThat(resumed.weightsSha256()).isEqualTo(expected.weightsSha256());
    assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(expected));
  }

  @Test
  void aStoppedRunThatIsTakenUpAgainIsDoneWithTheSameWeights() {
    PreparedRun run = SmallRun.prepare(folder, RARELY, STEEP, "train.early-stopping=1");
    TrainingResult stopped = SmallRun.train(run, folder.resolve("runs"), 1);
    try (RunFolder again = RunFolder.open(stopped.folder())) {
      TrainingResult same = new LocalTraining(run, 1).train(again, TrainingObserver.SILENT);
      assertThat(same.weightsSha256()).isEqualTo(stopped.weightsSha256());
      assertThat(same.metrics()).isEqualTo(stopped.metrics());
      assertThat(again.report()).isEqualTo(report(stopped));
    }
  }

  @Test
  void aScheduleChangesTheStepsThatItReachesAndNoOther() {
    TrainingResult plain = SmallRun.train(SmallRun.prepare(folder), folder.resolve("plain"), 1);
    PreparedRun falling =
        SmallRun.prepare(folder, "train.schedule={ step: { every: 2, factor: 0.5 } }");
    TrainingResult scheduled = SmallRun.train(falling, folder.resolve("falling"), 2);
    List<EpochMetrics> before = withoutSeconds(plain);
    List<EpochMetrics> after = withoutSeconds(scheduled);
    assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
    assertThat(after.get(2).metrics()).isNotEqualTo(before.get(2).metrics());
    assertThat(after)
        .extracting(EpochMetrics::learningRate)
        .containsExactly(0.05, 0.05, 0.025, 0.025);
    PreparedRun later = SmallRun.prepare(folder, "train.schedule={ step: { every: 4 } }");
    assertThat(SmallRun.train(later, folder.resolve("later"), 1).weightsSha256())
        .isEqualTo(plain.weightsSha256());
  }

  @Test
  void withoutEpochsTheModelIsAsItWasInitialised() {
    PreparedRun run =
        SmallRun.prepare(
            folder, "train.epochs=0", "train.schedule=cosine", STOPPING, "data.test-fraction=0.2");
    TrainingResult result = SmallRun.train(run, folder.resolve("runs"), 1);
    assertThat(result.status()).isEqualTo(TrainingResult.Status.DONE);
    assertThat(result.steps()).isZero();
    assertThat(result.weightsSha256()).isEqualTo(Sha256.weights(run.newTrainee().parameters()));
    assertThat(result.metrics()).containsOnlyKeys("validation", "test");
    StoredModel model = ModelFile.read(result.folder().resolve("model"));
    assertThat(Sha256.weights(model.parameters())).isEqualTo(result.weightsSha256());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.keep-best=validation.r2 | the run goes by validation.r2, and its net gives classes",
        "train.early-stopping={ metric: validation.rmse } | "
            + "the run goes by validation.rmse, and its net gives classes",
        "data.validation=0.0001 | the run goes by validation.loss, and has no validation part"
      })
  void aMetricThatNoEpochWouldHaveIsRefused(String override, String error) {
    assertThatThrownBy(() -> SmallRun.prepare(folder, "train.early-stopping=2", override))
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
              assertThat(refused.failure().error()).isEqualTo(error);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.keep-best=", "train.early-stopping.metric="})
  void anAreaUnderTheCurveOfOneClassIsRefused(String key) throws IOException {
    StringBuilder csv = new StringBuilder("x,y,z,side\n0,1,2,rare\n2,1,0,rarer\n");
    for (int row = 0; row < 60; row++) {
      csv.append("%d,%d,%d,usual%n".formatted(row, row % 7, row % 5));
    }
    Files.writeString(folder.resolve("rare.csv"), csv);

    assertThatThrownBy(() ->
            SmallRun.prepare(
                folder,
                key + "validation.roc_auc",
                "data.train.csv=" + folder.resolve("rare.csv"),
                "data.validation=0.1"))
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused ->
                assertThat(refused.failure().block())
                    .isEqualTo(
                        """
                        error: the run goes by validation.roc_auc, which no epoch of it has
                          cause: all labels of the validation part are the same: it has 6 examples
                          kept:  nothing was changed
                          try:   --set data.validation=0.2 keeps a larger part, or go by validation.loss\
                        """));
    SmallRun.prepare(folder, key + "validation.roc_auc");
  }

  @ParameterizedTest
  @CsvSource({
    "hinge, log_loss",
    "'{ mse: { targets: [0, 1] } }', log_loss",
    "cross-entropy, top_3_accuracy",
    "cross-entropy, label_accuracy"
  })
  void aFigureThatThisLossOrSoManyClassesDoNotHaveIsRefused(String loss, String figure) {
    for (String key : List.of("train.keep-best=", "train.early-stopping.metric=")) {
      assertThatThrownBy(
              () -> SmallRun.prepare(folder, "model.loss=" + loss, key + "validation." + figure))
          .isInstanceOfSatisfying(
              LockstepException.class,
              refused -> {
                assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
                assertThat(refused.failure().error())
                    .isEqualTo(
                        "the run goes by validation.%s, which no epoch of it has"
                            .formatted(figure));
                assertThat(refused.failure().advice())
                    .startsWith("go by one of: validation.loss, validation.accuracy, ")
                    .doesNotContain(figure);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "focal",
        "{ cross-entropy: { label-smoothing: 0.1 } }",
        "{ cross-entropy: { class-weights: balanced } }"
      })
  void everyLossOfProbabilitiesCanBeGoneByTheirLogarithm(String loss) {
    PreparedRun run =
        SmallRun.prepare(folder, "model.loss=" + loss, "train.keep-best=validation.log_loss");
    assertThat(report(SmallRun.train(run, folder.resolve("runs"), 1)).best()).isPresent();

    Metrics plain = beforeTraining("cross-entropy");
    Metrics measured = beforeTraining(loss);
    assertThat(measured.loss()).isNotEqualTo(plain.loss());
    assertThat(measured.figures().get("log_loss")).isEqualTo(plain.loss());
  }

  /// Where the weights are those of any other loss.
  private Metrics beforeTraining(String loss) {
    PreparedRun run = SmallRun.prepare(folder, "model.loss=" + loss, "train.epochs=0");
    return report(SmallRun.train(run, folder.resolve("runs"), 1)).metrics().get("validation");
  }

  /// It would end otherwise than the same configuration from the beginning.
  @Test
  void aRunThatHasWaitedLongerThanItsNewPatienceCannotGoOn() {
    String[] patient = {"train.epochs=5", "train.early-stopping={ patience: 9, min-gain: 100 }"};
    TrainingResult waited =
        SmallRun.train(SmallRun.prepare(folder, patient), folder.resolve("runs"), 1);
    assertThatThrownBy(() -> resume(waited, "train.early-stopping={ patience: 3, min-gain: 100 }"))
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
              assertThat(refused.failure().error())
                  .isEqualTo(
                      "this run cannot go on: it has waited for a gain in 4 epochs, and train.early-stopping.patience is 3 now");
              assertThat(refused.failure().advice())
                  .startsWith("--set train.early-stopping.patience=5 or more");
            });
    TrainingResult ended = resume(waited, "train.early-stopping={ patience: 4, min-gain: 100 }");
    assertThat(ended.steps()).as("its patience ends here").isEqualTo(waited.steps());
    TrainingResult more = resume(waited, "train.early-stopping={ patience: 5, min-gain: 100 }");
    assertThat(report(more).stopped()).isPresent();
    assertThat(report(more).epochs()).isEqualTo(6);
  }

  private TrainingResult resume(TrainingResult earlier, String stopping) {
    PreparedRun run = SmallRun.prepare(folder, "train.epochs=20", stopping);
    try (RunFolder made = RunFolder.open(earlier.folder())) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  @Test
  void withoutAValidationPartNoBestVersionIsKeptAndNothingIsRefused() {
    PreparedRun run = SmallRun.prepare(folder, "data.validation=0.0001");
    assertThat(report(SmallRun.train(run, folder.resolve("runs"), 1)).best()).isEmpty();
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

  private static RunReport report(TrainingResult result) {
    return RunFolder.reportOf(result.folder());
  }

  private static List<EpochMetrics> withoutSeconds(TrainingResult result) {
    return MetricsLog.read(result.folder().resolve("metrics.jsonl")).stream()
        .map(line ->
            new EpochMetrics(
                line.epoch(), line.step(), 0, line.learningRate(), line.norms(), line.metrics()))
        .toList();
  }

  private static class Silent implements TrainingObserver {
    @Override
    public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {}

    @Override
    public void epoch(EpochMetrics metrics) {}

    @Override
    public void warned(String warning) {}
  }
}
