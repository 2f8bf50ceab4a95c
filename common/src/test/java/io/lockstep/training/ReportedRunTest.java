package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Patience;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `run.json` says while a run goes on, when it fails and when it is taken up again.
final class ReportedRunTest {

  @TempDir Path folder;

  @Test
  void theBestVersionIsReportedFromTheFirstEpochOn() {
    List<RunReport> reports = new ArrayList<>();
    PreparedRun run = SmallRun.prepare(folder);

    train(
        run,
        () -> {
          if (reports.isEmpty()) {
            reports.add(reportWithBest());
          }
        });

    assertThat(reports.getFirst().best().orElseThrow().epoch()).isEqualTo(1);
    assertThat(reports.getFirst().status()).isEqualTo(RunReport.Status.RUNNING);
    assertThat(report().status()).isEqualTo(RunReport.Status.DONE);
  }

  /// It reaches the disk within about a second.
  private RunReport reportWithBest() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (report().best().isEmpty()) {
      assertThat(System.nanoTime()).as("now").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return report();
  }

  @Test
  void aRunThatFailsHasStoredTheBestVersionThatItReports() {
    PreparedRun run = SmallRun.prepare(folder);

    assertThatThrownBy(() ->
            train(
                run,
                () -> {
                  throw new IllegalStateException("a bug");
                }))
        .hasRootCauseMessage("a bug")
        .hasNoSuppressedExceptions()
        .isInstanceOfSatisfying(
            LockstepException.class,
            thrown -> {
              assertThat(thrown.failure().code()).isEqualTo(ExitCode.INTERNAL);
              assertThat(thrown.failure().error())
                  .isEqualTo("internal error: java.lang.IllegalStateException: a bug");
              assertThat(thrown.failure().kept()).contains("checkpoints/step-");
            });

    assertThat(report().status()).isEqualTo(RunReport.Status.FAILED);
    RunReport.Best best = report().best().orElseThrow();
    Path model = RunFolder.bestModelOf(folder.resolve("runs/small-1"));
    assertThat(Sha256.weights(ModelFile.read(model).parameters())).isEqualTo(best.weightsSha256());
  }

  @Test
  void aRunTakenUpAgainReportsItsMetricsBeforeTheNextEpochEnds() {
    // One of its own that ended an epoch would have the epoch closed once more, and then reported.
    PreparedRun run = SmallRun.prepare(folder, "checkpoint.every-steps=1000000");
    LocalTraining first = new LocalTraining(run, 1);
    TrainingResult stopped;
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      stopped = first.train(made, new Watcher(first::interrupt));
    }
    List<RunReport> begun = new ArrayList<>();
    try (RunFolder again = RunFolder.open(folder.resolve("runs").resolve("small-1"))) {
      Watcher watcher =
          new Watcher(() -> {}) {
            @Override
            public void begun(PreparedRun same, Path path, long version, ProgressGauge gauge) {
              begun.add(report());
            }
          };
      new LocalTraining(run, 1).train(again, watcher);
    }
    assertThat(begun).hasSize(1);
    assertThat(begun.getFirst().status()).isEqualTo(RunReport.Status.RUNNING);
    assertThat(begun.getFirst().metrics()).isEqualTo(stopped.metrics()).containsKey("validation");
    assertThat(begun.getFirst().best()).isPresent();
  }

  @Test
  void theBestModelIsTestedToo() {
    PreparedRun run =
        SmallRun.prepare(
            folder, "data.test-fraction=0.2", "train.optimizer={sgd: {learning-rate: 3}}");
    List<Integer> found = new ArrayList<>();
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      Watcher watcher =
          new Watcher(() -> {}) {
            @Override
            public void best(RunReport.Best best) {
              found.add(best.epoch());
            }
          };
      new LocalTraining(run, 1).train(made, watcher);
    }
    RunReport.Best best = report().best().orElseThrow();
    assertThat(found).endsWith(best.epoch()).doesNotContain(4);
    Metrics test = best.metrics().get("test");
    assertThat(test.examples()).isEqualTo(66);
    assertThat(test).isNotEqualTo(report().metrics().get("test"));
  }

  @Test
  void parametersAndMomentsThatAreNoNumbersAreRefusedByName() {
    PreparedRun run = SmallRun.prepare(folder);
    Trainee trainee = run.newTrainee();
    CheckpointStore store = CheckpointStore.open(folder.resolve("checkpoints"), 2);
    ExecutorService writing = Executors.newVirtualThreadPerTaskExecutor();
    try (CheckpointWriter writer =
        new CheckpointWriter(
            store,
            trainee,
            _ -> {},
            new RecorderSetting(
                run,
                null,
                TrainingObserver.SILENT,
                1,
                writing,
                Patience.Clock.SYSTEM,
                Witness.NOBODY))) {
      Finiteness finiteness = new Finiteness(run, writer);
      finiteness.requireState(3, trainee.parameters(), trainee.optimizer());

      float[] moment = trainee.optimizer().moments().getFirst();
      moment[moment.length - 1] = Float.NaN;
      assertDiverged(
          () -> finiteness.requireState(3, trainee.parameters(), trainee.optimizer()),
          "training diverged: a value of the optimiser's 'velocity' is NaN");

      trainee.parameters()[5] = Float.POSITIVE_INFINITY;
      assertDiverged(
          () -> finiteness.requireState(3, trainee.parameters(), trainee.optimizer()),
          "training diverged: a parameter is Infinity");
      assertDiverged(
          () -> finiteness.requireLoss(3, Double.NaN), "training diverged: the loss is NaN");
    }
  }

  private static void assertDiverged(Runnable check, String error) {
    assertThatThrownBy(check::run)
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.DIVERGED);
              assertThat(refused.failure().error()).isEqualTo(error);
              assertThat(refused.failure().cause()).isEqualTo("step 3, epoch 1");
            });
  }

  private static Metrics metrics(double loss) {
    return new Metrics(loss, OptionalDouble.of(0.5), 66);
  }

  private void train(PreparedRun run, Runnable atEpoch) {
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      new LocalTraining(run, 1).train(made, new Watcher(atEpoch));
    }
  }

  private RunReport report() {
    return RunFolder.reportOf(folder.resolve("runs/small-1"));
  }

  /// Does something at the end of each epoch.
  private static class Watcher implements TrainingObserver {
    private final Runnable atEpoch;

    Watcher(Runnable atEpoch) {
      this.atEpoch = atEpoch;
    }

    @Override
    public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {}

    @Override
    public void epoch(EpochMetrics metrics) {
      atEpoch.run();
    }

    @Override
    public void warned(String warning) {}
  }
}
