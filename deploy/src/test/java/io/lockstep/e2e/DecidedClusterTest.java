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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
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
      Path metrics = runs.resolve("last").resolve("metrics.jsonl");
      await(metrics, run, text -> text.lines().count() >= 2);
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

  /// The test part is large, so that whoever measures it can be killed meanwhile.
  @Test
  void theTestPartOfAnEarlierVersionIsMeasuredByWorkersThoughOneIsKilledMeanwhile()
      throws Exception {
    write("few.csv", 60);
    write("many.csv", 8_000);
    Path configuration =
        Files.writeString(
            folder.resolve("tested.yaml"),
            """
            run: { name: tested, seed: 7 }
            data:
              train: { csv: few.csv, label: side }
              validation: 0.3
              test: { csv: many.csv, label: side }
            model:
              layers: [ { dense: 1500, activation: relu }, { dense: 1500, activation: relu }, { dense: 2 } ]
              loss: cross-entropy
            train:
              epochs: 50
              batch: 20
              shard: 5
              optimizer: { adam: { learning-rate: 0.001 } }
              early-stopping: 2
            """);
    TrainingResult here = trainHere(configuration);
    RunReport expected = RunFolder.reportOf(here.folder());
    long best = expected.weightsStep();
    assertThat(best).isLessThan(expected.steps());
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
      Path log = runs.resolve("last").resolve("log");
      await(log, run, text -> text.contains("worker w1 gets version %d".formatted(best)));
      run.worker("w1").destroyForcibly();
      assertThat(run.await(SECONDS_MAX)).as(run.text()).isZero();
      assertThat(Files.readString(log))
          .contains("worker w1 lost", "version %d is measured".formatted(best))
          .doesNotContain("the coordinator measures");
    }
    RunReport report = RunFolder.reportOf(Runs.last(runs));
    assertThat(report.weightsSha256()).isEqualTo(here.weightsSha256());
    assertThat(report.metrics()).isEqualTo(expected.metrics()).containsKey("test");
    assertThat(report.best()).isEqualTo(expected.best());
  }

  /// Labels that nothing tells: soon nothing is gained any more.
  private void write(String name, int rows) throws IOException {
    Random random = new Random(rows);
    StringBuilder csv = new StringBuilder("x,y,side\n");
    for (int row = 0; row < rows; row++) {
      String side = random.nextBoolean() ? "in" : "out";
      csv.append("%.3f,%.3f,%s%n".formatted(random.nextGaussian(), random.nextGaussian(), side));
    }
    Files.writeString(folder.resolve(name), csv);
  }

  private TrainingResult trainHere(Path configuration) {
    PreparedRun run =
        PreparedRun.prepare(ConfigurationReader.read(configuration, List.of()), folder);
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "decided")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  private static void await(Path file, LockstepProcess run, Predicate<String> whole)
      throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!Files.exists(file) || !whole.test(Files.readString(file))) {
      assertThat(run.isAlive()).as("ended before: " + run.text()).isTrue();
      assertThat(System.nanoTime()).as(run.text()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
