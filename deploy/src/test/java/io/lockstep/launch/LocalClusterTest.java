package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Worker processes of this machine that die before there is a run.
@Timeout(120)
final class LocalClusterTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root"), "deploy", "examples");

  @TempDir private Path folder;

  @Test
  void workersThatAllDieBeforeThereIsARunLeaveNothingToGoOnWith() throws Exception {
    WorkerLog log = new WorkerLog(2, _ -> {});
    try (LocalCluster cluster =
        LocalCluster.start(
            folder.resolve("missing.yaml"),
            List.of(),
            new LocalCluster.Size(2, LaneCount.told(1)),
            log)) {
      log.allDead().get(60, TimeUnit.SECONDS);
      log.keepIn(folder.resolve("log")); // Waits until the cluster has heard of it.

      Failure failure =
          catchThrowableOfType(LockstepException.class, () -> cluster.train(service(cluster)))
              .failure();

      assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(failure.error()).startsWith("no worker process is left: w");
      assertThat(failure.block())
          .contains("kept:  nothing was changed")
          .endsWith("try:   correct the cause and start it again");
    }
  }

  @Test
  void workersThatAllDieInARunLeaveItsNewestCheckpointWhichIsNamed() throws Exception {
    WorkerLog log = new WorkerLog(2, _ -> {});
    Path logFile = folder.resolve("log");
    log.keepIn(logFile);
    List<String> endless = List.of("train.epochs=1000000", "checkpoint.every-steps=1");
    PreparedRun run = prepared(endless);
    try (LocalCluster cluster =
            LocalCluster.start(
                EXAMPLES.resolve("xor.yaml"),
                endless,
                new LocalCluster.Size(2, LaneCount.told(1)),
                log);
        RunFolder runFolder = RunFolder.create(folder, "xor")) {
      AtomicBoolean killed = new AtomicBoolean();
      TrainingObserver killing =
          new TrainingObserver() {
            @Override
            public void begun(PreparedRun of, Path at, long version, ProgressGauge gauge) {}

            @Override
            public void epoch(EpochMetrics metrics) {
              if (!killed.getAndSet(true)) {
                killAll(logFile);
              }
            }

            @Override
            public void warned(String warning) {}
          };
      CoordinatorService service =
          new CoordinatorService(run, () -> Optional.of(runFolder), cluster.open(run), 2, killing);

      Failure failure =
          catchThrowableOfType(LockstepException.class, () -> cluster.train(service)).failure();

      assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(failure.error()).matches("no worker process is left: w[01] ended with .*");
      assertThat(failure.kept())
          .matches(
              Pattern.quote(runFolder.path().toString()) + "/checkpoints/step-.* \\(step \\d+\\)");
      assertThat(Path.of(failure.kept().replaceFirst(" \\(step .*", ""))).isDirectory();
      assertThat(failure.advice()).isEqualTo("correct the cause and go on with --resume");
      assertThat(RunFolder.reportOf(runFolder.path()).status()).isEqualTo(RunReport.Status.FAILED);
    }
  }

  private static void killAll(Path logFile) {
    try {
      Pattern started = Pattern.compile("event=worker-started worker=w\\d pid=(\\d+)");
      started
          .matcher(Files.readString(logFile))
          .results()
          .map(worker -> Long.parseLong(worker.group(1)))
          .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static PreparedRun prepared(List<String> changes) {
    return PreparedRun.prepare(
        ConfigurationReader.read(EXAMPLES.resolve("xor.yaml"), changes), EXAMPLES);
  }

  private static CoordinatorService service(LocalCluster cluster) {
    PreparedRun run = prepared(List.of());
    return new CoordinatorService(
        run,
        () -> {
          throw new AssertionError("a run was begun");
        },
        cluster.open(run),
        2,
        TrainingObserver.SILENT);
  }
}
