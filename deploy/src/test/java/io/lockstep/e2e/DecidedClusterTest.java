package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A run whose rates and end its metrics decide, by real processes of which one is killed.
@Timeout(300)
final class DecidedClusterTest {

  private static final long SECONDS_MAX = 120;

  @TempDir Path folder;

  @Test
  void aRunThatItsMetricsDecideEndsAsInOneProcessThoughAWorkerIsKilled() throws Exception {
    Path configuration =
        Files.writeString(
            folder.resolve("decided.yaml"),
            """
            run: { name: decided, seed: 7 }
            data:
              dir: "%s"
              train: { csv: breast-cancer.csv, label: diagnosis }
              validation: 0.2
            model:
              layers: [ { dense: 256, activation: relu }, { dropout: 0.2 }, { dense: 2 } ]
              loss: cross-entropy
            train:
              epochs: 300
              batch: 60
              shard: 8
              optimizer: { momentum: { learning-rate: 0.02 } }
              schedule: { reduce-on-plateau: { patience: 4, factor: 0.5 }, warm-up: 2 }
              early-stopping: { patience: 25, min-gain: 0.001 }
            """
                .formatted(
                    Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "data")));
    TrainingResult here = trainHere(configuration);
    Path runs = folder.resolve("cluster");
    try (LockstepProcess run =
        LockstepProcess.start(
            List.of(
                "train",
                configuration.toString(),
                "--processes",
                "2",
                "--lanes",
                "1",
                "--runs",
                runs.toString()))) {
      awaitTwoEpochs(runs.resolve("last").resolve("metrics.jsonl"), run);
      run.worker("w1").destroyForcibly();
      assertThat(run.await(SECONDS_MAX)).as(run.text()).isZero();
      assertThat(run.text()).contains("lost").contains("stopped after epoch ");
    }
    RunReport report = RunFolder.reportOf(Runs.last(runs));
    RunReport expected = RunFolder.reportOf(here.folder());
    assertThat(report.weightsSha256()).isEqualTo(here.weightsSha256());
    assertThat(report.stopped()).isPresent().isEqualTo(expected.stopped());
    assertThat(report.steps()).isEqualTo(expected.steps());
    assertThat(report.best()).isEqualTo(expected.best());
  }

  private TrainingResult trainHere(Path configuration) {
    PreparedRun run =
        PreparedRun.prepare(ConfigurationReader.read(configuration, List.of()), folder);
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "decided")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  private static void awaitTwoEpochs(Path metrics, LockstepProcess run) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!Files.exists(metrics) || Files.readString(metrics).lines().count() < 2) {
      assertThat(run.isAlive()).as("ended before: " + run.text()).isTrue();
      assertThat(System.nanoTime()).as(run.text()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
