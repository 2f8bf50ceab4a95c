package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.measure.Confusion;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.version.StepNorms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that goes on ends as if nothing had happened, or is refused and stays as it was.
final class ResumedRunTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "weights.safetensors, cut",
    "weights.safetensors, flip",
    "optimizer.safetensors, flip",
    "manifest.json, cut",
    "manifest.json, flip"
  })
  void aDamagedNewestCheckpointIsNamedAndTheOneBeforeIsUsed(String file, String damage)
      throws IOException {
    PreparedRun run = SmallRun.prepare(folder);
    TrainingResult undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 1);
    Path runs = folder.resolve("damaged");
    interruptAtEpoch(run, runs, 2);
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      List<Path> checkpoints = checkpoints(again);
      Path newest = checkpoints.getLast();
      assertThat(newest.getFileName().toString()).startsWith("step-14-");
      damage(newest.resolve(file), damage);
      Witness witness = new Witness();

      TrainingResult resumed = new LocalTraining(run, 1).train(again, witness);

      assertThat(witness.warnings).hasSize(1);
      assertThat(witness.warnings.getFirst())
          .contains("checkpoint 14 invalid")
          .contains("using " + stepOf(checkpoints.get(checkpoints.size() - 2)));
      assertThat(resumed.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
      assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
      LedgerAudit audit = LedgerAudit.of(again.ledger(), step -> run.batches().shardsIn(step));
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.steps()).isEqualTo(run.lastStep());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "train.batch=40, train.batch was 41 and is 40 now",
    "run.seed=8, run.seed was 7 and is 8 now",
    "data.standardize=false, data.standardize was true and is false now"
  })
  void anotherConfigurationIsRefusedByTheNameOfItsField(String override, String expected)
      throws IOException {
    Path runs = folder.resolve("runs");
    interruptAtEpoch(SmallRun.prepare(folder), runs, 2);
    PreparedRun other = SmallRun.prepare(folder, override);
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      String before = Files.readString(again.configuration());
      assertThatThrownBy(() -> new LocalTraining(other, 1).train(again, TrainingObserver.SILENT))
          .isInstanceOfSatisfying(
              LockstepException.class,
              refused -> {
                assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
                assertThat(refused.failure().error())
                    .isEqualTo("this run cannot go on: " + expected);
                assertThat(refused.failure().kept()).contains("14");
              });
      assertThat(Files.readString(again.configuration())).isEqualTo(before);
      assertThat(again.report().status().name()).isEqualTo("INTERRUPTED");
    }
  }

  @Test
  void otherDataAreRefused() throws IOException {
    Path runs = folder.resolve("runs");
    interruptAtEpoch(SmallRun.prepare(folder), runs, 2);
    PreparedRun run = SmallRun.prepare(folder);
    Path csv = folder.resolve("points.csv");
    Files.writeString(csv, Files.readString(csv) + "0.1,0.2,0.3,up\n");
    PreparedRun other = PreparedRun.prepare(run.configuration(), folder);
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      assertThatThrownBy(() -> new LocalTraining(other, 1).train(again, TrainingObserver.SILENT))
          .hasMessageContaining(
              "this run cannot go on: data.train.csv (points.csv) holds other data than when the"
                  + " run began");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void aRunMayGoOnToALaterEndThanItBeganWith(int epochsBefore) throws IOException {
    PreparedRun longer = SmallRun.prepare(folder, "train.epochs=6");
    TrainingResult undisturbed = SmallRun.train(longer, folder.resolve("undisturbed"), 1);
    Path runs = folder.resolve("runs");
    PreparedRun shorter = SmallRun.prepare(folder);
    if (epochsBefore == shorter.configuration().train().epochs()) {
      SmallRun.train(shorter, runs, 2);
    } else {
      interruptAtEpoch(shorter, runs, epochsBefore);
    }
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      TrainingResult resumed = new LocalTraining(longer, 2).train(again, TrainingObserver.SILENT);

      assertThat(resumed.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
      assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
      assertThat(again.report().epochs()).isEqualTo(6);
      assertThat(MetricsLog.read(again.metrics()))
          .extracting(EpochMetrics::epoch)
          .containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(again.configuration()).content().contains("epochs: 6");
    }
  }

  @Test
  void anEndThatTheRunHasPassedIsRefused() throws IOException {
    Path runs = folder.resolve("runs");
    interruptAtEpoch(SmallRun.prepare(folder), runs, 2);
    PreparedRun shorter = SmallRun.prepare(folder, "train.epochs=1");
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      assertThatThrownBy(() -> new LocalTraining(shorter, 1).train(again, TrainingObserver.SILENT))
          .isInstanceOfSatisfying(
              LockstepException.class,
              refused -> {
                assertThat(refused.failure().error())
                    .isEqualTo(
                        "this run cannot go on: it has come to step 14 in epoch 2, and train.epochs"
                            + " is 1 now");
                assertThat(refused.failure().advice())
                    .startsWith("--set train.epochs=2 or more, or ");
              });
    }
    assertThat(RunFolder.reportOf(runs.resolve("small-1")).epochs()).isEqualTo(2);
  }

  @Test
  void aConfigurationThatChangesNoResultMayGoOn() throws IOException {
    PreparedRun run = SmallRun.prepare(folder);
    String undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 1).weightsSha256();
    Path runs = folder.resolve("runs");
    interruptAtEpoch(run, runs, 1);
    PreparedRun other = SmallRun.prepare(folder, "checkpoint.every-steps=5");
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      TrainingResult resumed = new LocalTraining(other, 2).train(again, TrainingObserver.SILENT);
      assertThat(resumed.weightsSha256()).isEqualTo(undisturbed);
    }
  }

  @Test
  void aCompleteRunHasNothingLeftToDo() {
    PreparedRun run = SmallRun.prepare(folder);
    Path runs = folder.resolve("runs");
    TrainingResult done = SmallRun.train(run, runs, 1);
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      TrainingResult same = new LocalTraining(run, 2).train(again, TrainingObserver.SILENT);
      assertThat(same.weightsSha256()).isEqualTo(done.weightsSha256());
      assertThat(same.steps()).isEqualTo(run.lastStep());
      LedgerAudit audit = LedgerAudit.of(again.ledger(), step -> run.batches().shardsIn(step));
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.steps()).isEqualTo(run.lastStep());
    }
  }

  /// The best version is found early here: later ones are worse and would not repair what is lost.
  @Test
  void aBestModelThatCouldNotBeStoredForAMomentIsStoredLater() throws IOException {
    PreparedRun run =
        SmallRun.prepare(
            folder, "train.optimizer={momentum: {learning-rate: 2.0}}", "train.epochs=8");
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      Path inTheWay = made.path().resolve(made.bestModel().getFileName() + ".new");
      Files.createSymbolicLink(inTheWay, folder.resolve("nowhere"));
      Witness witness =
          new Witness() {
            @Override
            public void warned(String warning) {
              super.warned(warning);
              inTheWay.toFile().delete();
            }
          };
      new LocalTraining(run, 1).train(made, witness);
      assertThat(witness.warnings).hasSize(1);
      assertThat(witness.warnings.getFirst()).contains("failed");
      RunReport.Best best = made.report().best().orElseThrow();
      assertThat(best.epoch()).as("the best version is found early").isLessThan(3);
      assertThat(Sha256.weights(ModelFile.read(made.bestModel()).parameters()))
          .isEqualTo(best.weightsSha256());
    }
  }

  @Test
  void theTallyOfAnEpochSurvivesACheckpointBitForBit() {
    EpochTally tally = new EpochTally();
    tally.add(41, 0.1 + 0.2, 17);
    tally.add(41, 1e-17, 20);
    tally.lastStep(new StepNorms(1.0 / 3, 1e-17));
    EpochTally restored = new EpochTally();
    restored.restore(new HashMap<>(tally.facts()));
    tally.add(19, 1.0 / 3, 3);
    restored.add(19, 1.0 / 3, 3);
    assertThat(restored.ofAnswers()).isEqualTo(tally.ofAnswers());
    assertThat(restored.facts()).isEqualTo(tally.facts());
    assertThat(restored.norms()).isEqualTo(new EpochMetrics.Norms(1.0 / 3, 1e-17));
  }

  @Test
  void theBestVersionSurvivesACheckpointBitForBit() {
    for (OptionalDouble accuracy : List.of(OptionalDouble.of(2.0 / 3), OptionalDouble.empty())) {
      Map<String, Metrics> metrics =
          Map.of(
              "train",
              new Metrics(1 / 3.0, accuracy, 264),
              "validation",
              new Metrics(0.1 + 0.2, accuracy, 66));
      BestVersion best = new BestVersion();
      best.found(7, 1, metrics, new float[] {1, 2});
      BestVersion restored = new BestVersion();
      restored.restore(Map.copyOf(best.facts()));
      assertThat(restored.report()).isEqualTo(best.report());
      assertThat(restored.unstored()).as("it is stored already").isEmpty();
      restored.found(21, 3, metrics, new float[] {5, 6});
      assertThat(restored.report().orElseThrow().step()).isEqualTo(21);
      assertThat(restored.unstored()).contains(new float[] {5, 6});
    }
  }

  @Test
  void allThatWasMeasuredOfTheBestVersionSurvivesACheckpoint() {
    Confusion confusion = new Confusion(List.of(List.of(1L, 2L), List.of(0L, 4L)));
    Metrics measured =
        new Metrics(
            0.1 + 0.2,
            OptionalDouble.of(5.0 / 7),
            7,
            Map.of("roc_auc", 2.0 / 3, "f1_macro", 1.0),
            Optional.of(confusion),
            List.of(confusion, confusion));
    BestVersion best = new BestVersion();
    best.found(7, 1, Map.of("validation", measured), new float[] {1, 2});
    BestVersion restored = new BestVersion();
    restored.restore(Map.copyOf(best.facts()));
    assertThat(restored.report()).isEqualTo(best.report());
  }

  @Test
  void theBestVersionOfACheckpointOfAnEarlierVersionIsRestored() {
    Map<String, String> facts =
        Map.of(
            "best.step", "7",
            "best.epoch", "1",
            "best.loss-bits", Long.toHexString(Double.doubleToLongBits(0.3)),
            "best.accuracy-bits", Long.toHexString(Double.doubleToLongBits(0.5)),
            "best.examples", "66",
            "best.weights-sha256", "ab");
    Metrics known = new Metrics(0.3, OptionalDouble.of(0.5), 66);
    RunCourse restored = new RunCourse(SmallRun.prepare(folder).course(), new BestVersion());
    restored.restore(facts);
    assertThat(restored.best())
        .hasValue(new RunReport.Best(7, 1, Map.of("validation", known), "ab"));
    EpochMetrics same = new EpochMetrics(2, 14, 1, 0.1, Map.of("validation", known));
    assertThat(restored.epoch(same, new float[] {3})).as("of equal ones the earliest").isEmpty();
  }

  @Test
  void withoutABestVersionThereIsNothingToRestore() {
    BestVersion restored = new BestVersion();
    restored.restore(new BestVersion().facts());
    assertThat(restored.report()).isEmpty();
  }

  private static void interruptAtEpoch(PreparedRun run, Path runs, int epoch) {
    LocalTraining training = new LocalTraining(run, 1);
    try (RunFolder made = RunFolder.create(runs, "small")) {
      TrainingResult stopped =
          training.train(
              made,
              new Witness() {
                @Override
                public void epoch(EpochMetrics metrics) {
                  if (metrics.epoch() == epoch) {
                    training.interrupt();
                  }
                }
              });
      assertThat(stopped.status()).isEqualTo(TrainingResult.Status.INTERRUPTED);
      assertThat(stopped.steps()).isEqualTo(epoch * run.batches().stepsPerEpoch());
    }
  }

  private static List<Path> checkpoints(RunFolder folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder.checkpoints())) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("step-\\d+-term-\\d+"))
          .sorted(Comparator.comparingLong(ResumedRunTest::stepOf))
          .toList();
    }
  }

  private static long stepOf(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().split("-")[1]);
  }

  private static void damage(Path file, String how) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (how.equals("cut")) {
      bytes = Arrays.copyOf(bytes, bytes.length / 2);
    } else {
      bytes[bytes.length / 2] ^= 4;
    }
    Files.write(file, bytes);
  }

  /// Remembers the warnings.
  private static class Witness implements TrainingObserver {
    final List<String> warnings = new ArrayList<>();

    @Override
    public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {}

    @Override
    public void epoch(EpochMetrics metrics) {}

    @Override
    public void warned(String warning) {
      warnings.add(warning);
    }
  }
}
