package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Promise 1 and 2 with real processes: whoever computes, whoever dies and whoever joins, the
/// weights are those of one process.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class ClusterExactnessTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root"), "deploy", "examples");
  private static final int BATCH = 60;
  private static final int SHARD = 8;
  private static final int EXAMPLES_TRAINED = 569;

  /// A step takes a few milliseconds. Enough to begin and to end; to be killed in the middle of;
  /// and for another process to start meanwhile.
  private static final int SHORT_EPOCHS = 6;

  private static final int MIDDLE_EPOCHS = 40;
  private static final long RUN_SECONDS_MAX = 120;
  private static final long GONE_SECONDS_MAX = 20;

  private Path folder;
  private Path configuration;
  private final Map<Integer, String> references = new HashMap<>();

  @BeforeAll
  void writeTheConfiguration(@TempDir Path temporary) throws Exception {
    folder = temporary;
    configuration =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            run: { name: tiny, seed: 7 }
            data:
              dir: "%s"
              train: { csv: breast-cancer.csv, label: diagnosis }
            model:
              layers:
                - dense: 384
                  activation: relu
                - dropout: 0.2
                - dense: 384
                  activation: tanh
                - dense: 2
              loss: cross-entropy
            train:
              epochs: %d
              batch: %d
              shard: %d
              optimizer: { momentum: { learning-rate: 0.01 } }
            """
                .formatted(EXAMPLES.resolve("data"), MIDDLE_EPOCHS, BATCH, SHARD));
  }

  /// The weights of one process, trained once for each length.
  private String reference(int epochs) {
    return references.computeIfAbsent(
        epochs,
        _ -> {
          try (RunFolder runFolder = RunFolder.create(folder.resolve("local"), "tiny")) {
            return trainHere(epochs, runFolder);
          }
        });
  }

  private String trainHere(int epochs, RunFolder runFolder) {
    List<String> overrides = List.of("train.epochs=" + epochs);
    PreparedRun run =
        PreparedRun.prepare(ConfigurationReader.read(configuration, overrides), folder);
    return new LocalTraining(run, 1).train(runFolder, TrainingObserver.SILENT).weightsSha256();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyNumberOfWorkersTrainsToTheBitsOfOneProcess(int processes) throws Exception {
    String runs = "cluster-" + processes;

    try (LockstepProcess run = start(runs, SHORT_EPOCHS, processes)) {
      assertThat(run.await(RUN_SECONDS_MAX)).as(run.text()).isZero();
    }

    assertThat(report(runs).weightsSha256()).isEqualTo(reference(SHORT_EPOCHS));
    assertThat(audit(runs, SHORT_EPOCHS).shardsByWorker().keySet())
        .isSubsetOf("w0", "w1", "w2")
        .hasSizeLessThanOrEqualTo(processes);
  }

  @Test
  void aWorkerKilledInTheMiddleCostsOneWarningAndNoBit() throws Exception {
    try (LockstepProcess run = start("killed", MIDDLE_EPOCHS, 3)) {
      awaitEpochs("killed", 2, run);
      run.worker("w1").destroyForcibly();

      assertThat(run.await(RUN_SECONDS_MAX)).as(run.text()).isZero();

      assertThat(report("killed").weightsSha256())
          .as(run.text())
          .isEqualTo(reference(MIDDLE_EPOCHS));
      assertThat(run.text().lines().filter(line -> line.contains("w1") && line.contains("lost")))
          .as(run.text())
          .hasSize(1);
      LedgerAudit audit = audit("killed", MIDDLE_EPOCHS);
      assertThat(audit.shardsByWorker()).containsKeys("w0", "w1", "w2");
    }
  }

  /// The run needs two workers and loses one, so that it waits for the newcomer however long that
  /// takes to start.
  @Test
  void aWorkerThatJoinsHalfWayTakesPartAndChangesNoBit() throws Exception {
    List<String> two =
        List.of("--set", "cluster.min-workers=2", "--set", "cluster.wait-seconds=110");
    try (LockstepProcess run = start("joined", MIDDLE_EPOCHS, 2, two)) {
      awaitEpochs("joined", 2, run);
      List<String> words = LockstepProcess.arguments(run.worker("w0"));
      run.worker("w1").destroyForcibly();
      List<String> late = new ArrayList<>(List.of("worker", configuration.toString()));
      late.addAll(List.of("--set", "train.epochs=" + MIDDLE_EPOCHS, "--name", "late"));
      late.addAll(two);
      late.addAll(List.of("--lanes", "1", "--pace", "local"));
      for (String option : List.of("--seeds", "--cluster")) {
        late.addAll(List.of(option, words.get(words.indexOf(option) + 1)));
      }
      try (LockstepProcess joiner = LockstepProcess.start(late)) {
        assertThat(run.await(RUN_SECONDS_MAX)).as(run.text() + joiner.text()).isZero();
        assertThat(joiner.await(RUN_SECONDS_MAX)).as(joiner.text()).isZero();

        assertThat(report("joined").weightsSha256()).isEqualTo(reference(MIDDLE_EPOCHS));
        assertThat(audit("joined", MIDDLE_EPOCHS).shardsByWorker())
            .as(joiner.text())
            .containsKeys("w0", "late");
      }
    }
  }

  /// As ctrl-C does: workers must not go before the step is complete that the command waits for.
  @Test
  void aSignalToTheWholeProcessGroupEndsAtAStepFromWhichTheRunGoesOn() throws Exception {
    try (LockstepProcess run = start("stopped", MIDDLE_EPOCHS, 2)) {
      awaitEpochs("stopped", 1, run);
      List<ProcessHandle> workers = run.workers().toList();

      run.terminateGroup();

      assertThat(run.await(RUN_SECONDS_MAX)).as(run.text()).isEqualTo(75);
      assertThat(run.text()).contains("error: interrupted; the run can go on");
      assertThat(run.text()).doesNotContain("lost");
      assertThat(report("stopped").status()).isEqualTo(RunReport.Status.INTERRUPTED);
      requireGone(workers);
    }
    assertThat(goneOn("stopped")).isEqualTo(reference(MIDDLE_EPOCHS));
  }

  @Test
  void whenTheCommandIsKilledNoWorkerStaysAndTheRunGoesOnToTheSameBits() throws Exception {
    try (LockstepProcess run = start("orphans", MIDDLE_EPOCHS, 1)) {
      awaitEpochs("orphans", 1, run);
      List<ProcessHandle> workers = run.workers().toList();
      assertThat(workers).hasSize(1);

      run.kill();

      requireGone(workers);
    }
    assertThat(goneOn("orphans")).isEqualTo(reference(MIDDLE_EPOCHS));
    audit("orphans", MIDDLE_EPOCHS);
  }

  private static void requireGone(List<ProcessHandle> workers) throws Exception {
    for (ProcessHandle worker : workers) {
      worker.onExit().get(GONE_SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  /// Resumes a run of middle length in this process.
  private String goneOn(String runs) {
    try (RunFolder runFolder = RunFolder.resume(folder.resolve(runs), "tiny")) {
      return trainHere(MIDDLE_EPOCHS, runFolder);
    }
  }

  private LockstepProcess start(String runs, int epochs, int processes) throws Exception {
    return start(runs, epochs, processes, List.of());
  }

  private LockstepProcess start(String runs, int epochs, int processes, List<String> more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("train", configuration.toString()));
    arguments.addAll(List.of("--set", "train.epochs=" + epochs));
    arguments.addAll(List.of("--processes", Integer.toString(processes), "--lanes", "1"));
    arguments.addAll(List.of("--runs", folder.resolve(runs).toString()));
    arguments.addAll(more);
    return LockstepProcess.start(arguments);
  }

  private RunReport report(String runs) {
    return RunFolder.reportOf(RunFolder.last(folder.resolve(runs)));
  }

  /// Each shard of each step is counted once.
  private LedgerAudit audit(String runs, int epochs) {
    BatchPlan batches = new BatchPlan(EXAMPLES_TRAINED, BATCH, SHARD);
    LedgerAudit audit =
        LedgerAudit.of(
            RunFolder.last(folder.resolve(runs)).resolve("ledger.jsonl"), batches::shardsIn);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo((long) epochs * batches.stepsPerEpoch());
    return audit;
  }

  private void awaitEpochs(String runs, int epochs, LockstepProcess run) {
    Path metrics = folder.resolve(runs).resolve("last").resolve("metrics.jsonl");
    await(
        () -> {
          try {
            return Files.exists(metrics) && Files.readString(metrics).lines().count() >= epochs;
          } catch (IOException _) {
            return false;
          }
        },
        run);
  }

  private static void await(BooleanSupplier condition, LockstepProcess run) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      assertThat(run.isAlive()).as("ended before: " + run.text()).isTrue();
      assertThat(System.nanoTime()).as(run.text()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
