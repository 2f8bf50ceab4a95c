package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.audit.Audit;
import io.lockstep.audit.AuditResult;
import io.lockstep.audit.AuditWatch;
import io.lockstep.audit.Extent;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /// More than any test waits for: such a run is ended from outside.
  private static final int ENDLESS_EPOCHS = 1_000_000;

  private static final long RUN_SECONDS_MAX = 120;
  private static final long GONE_SECONDS_MAX = 20;

  /// What the loss of a worker may cost.
  private static final Duration LOSS_MAX = Duration.ofSeconds(2);

  private static final Duration ASK_MAX = Duration.ofSeconds(10);
  private static final Pattern PORT = Pattern.compile("coordinator begins .* port=(\\d+)");

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
    LocalTraining training = new LocalTraining(prepared(epochs), 1);
    return training.train(runFolder, TrainingObserver.SILENT).weightsSha256();
  }

  private PreparedRun prepared(int epochs) {
    List<String> overrides = List.of("train.epochs=" + epochs);
    return PreparedRun.prepare(ConfigurationReader.read(configuration, overrides), folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyNumberOfWorkersTrainsToTheBitsOfOneProcess(int processes) throws Exception {
    String runs = "cluster-" + processes;

    try (LockstepProcess run = start(runs, SHORT_EPOCHS, processes)) {
      assertThat(run.await(RUN_SECONDS_MAX)).as(run.text()).isZero();
      assertThat(run.text()).as("no talk of libraries").doesNotContain("SLF4J");
    }

    assertThat(report(runs).weightsSha256()).isEqualTo(reference(SHORT_EPOCHS));
    assertThat(audit(runs, SHORT_EPOCHS).shardsByWorker())
        .containsOnlyKeys(List.of("w0", "w1", "w2").subList(0, processes));
  }

  /// The worker is stopped first, and killed when it certainly owes the step in progress a block.
  @Test
  void aWorkerKilledInTheMiddleOfAStepCostsOneWarningAndNoBit() throws Exception {
    try (LockstepProcess run = start("killed", MIDDLE_EPOCHS, 3)) {
      awaitEpochs("killed", 2, run);
      List<ProcessHandle> others = List.of(run.worker("w0"), run.worker("w2"));
      ProcessHandle victim = run.worker("w1");
      LockstepProcess.stop(victim);
      awaitOwing("killed", "w1", run);
      long epochs = epochsOf("killed");

      long killedNanos = System.nanoTime();
      victim.destroyForcibly();
      awaitEpochs("killed", epochs + 2, run); // One may have been on its way into the books.
      Duration cost = Duration.ofNanos(System.nanoTime() - killedNanos);

      assertThat(others).as("nobody restarts").allMatch(ProcessHandle::isAlive);
      assertThat(run.await(RUN_SECONDS_MAX)).as(run.text()).isZero();
      assertThat(report("killed").weightsSha256())
          .as(run.text())
          .isEqualTo(reference(MIDDLE_EPOCHS));
      assertThat(run.text().lines().filter(line -> line.contains(" WARN ")))
          .as(run.text())
          .singleElement()
          .asString()
          .contains("w1", "lost");
      assertThat(log("killed").lines().filter(line -> line.contains(" WARN "))).hasSize(1);
      assertThat(log("killed")).contains("dealt step=");
      assertThat(cost).as(log("killed")).isLessThan(LOSS_MAX);
      assertThat(audit("killed", MIDDLE_EPOCHS).shardsByWorker())
          .containsOnlyKeys("w0", "w1", "w2");
    }
  }

  /// The run needs two workers and loses one, so that it waits for the newcomer however long that
  /// takes to start.
  @Test
  void aWorkerThatTakesTheEmptyPlaceOfALostOneChangesNoBit() throws Exception {
    List<String> two =
        List.of("--set", "cluster.min-workers=2", "--set", "cluster.wait-seconds=110");
    try (LockstepProcess run = start("replaced", MIDDLE_EPOCHS, 2, two)) {
      awaitEpochs("replaced", 2, run);
      ProcessHandle example = run.worker("w0");
      List<String> arguments = late(example, MIDDLE_EPOCHS, two);
      run.worker("w1").destroyForcibly();
      try (LockstepProcess joiner = LockstepProcess.start(arguments)) {
        assertThat(run.await(RUN_SECONDS_MAX)).as(run.text() + joiner.text()).isZero();
        assertThat(joiner.await(RUN_SECONDS_MAX)).as(joiner.text()).isZero();

        assertThat(report("replaced").weightsSha256()).isEqualTo(reference(MIDDLE_EPOCHS));
        assertThat(audit("replaced", MIDDLE_EPOCHS).shardsByWorker())
            .as(joiner.text())
            .containsKeys("w0", "late");
      }
    }
  }

  /// Steps go on while the newcomer starts, for as long as that takes: the run is ended from
  /// outside once the newcomer has taken part, and compared at the step that it had reached.
  @Test
  void aWorkerThatJoinsWhileStepsGoOnTakesPartAndChangesNoBit() throws Exception {
    try (LockstepProcess run = start("joined", ENDLESS_EPOCHS, 1)) {
      awaitEpochs("joined", 2, run);
      List<String> arguments = late(run.worker("w0"), ENDLESS_EPOCHS, List.of());
      try (LockstepProcess joiner = LockstepProcess.start(arguments)) {
        await(() -> log("joined").contains("worker late joined"), run);
        awaitEpochs("joined", epochsOf("joined") + 2, run);

        run.terminateGroup();

        assertThat(run.await(RUN_SECONDS_MAX)).as(run.text() + joiner.text()).isEqualTo(75);
        RunReport report = report("joined");
        assertThat(report.weightsSha256())
            .isEqualTo(TinyRun.weightsAfter(prepared(ENDLESS_EPOCHS), report.steps()));
        assertThat(auditSteps("joined", report.steps()).shardsByWorker())
            .as(joiner.text())
            .containsOnlyKeys("w0", "late");
      }
    }
  }

  /// The command line of a worker called `late` for the cluster that `example` is in.
  private List<String> late(ProcessHandle example, int epochs, List<String> more) {
    List<String> words = LockstepProcess.arguments(example);
    List<String> late = new ArrayList<>(List.of("worker", configuration.toString()));
    late.addAll(List.of("--set", "train.epochs=" + epochs, "--name", "late"));
    late.addAll(more);
    late.addAll(List.of("--lanes", "1"));
    for (String option : List.of("--coordinators", "--cluster")) {
      late.addAll(List.of(option, words.get(words.indexOf(option) + 1)));
    }
    return late;
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
    try (RunFolder runFolder = RunFolder.open(folder.resolve(runs).resolve("tiny-1"))) {
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
    return RunFolder.reportOf(Runs.last(folder.resolve(runs)));
  }

  private String log(String runs) {
    try {
      return Files.readString(Runs.last(folder.resolve(runs)).resolve("log"));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  /// Each shard of each step is counted once.
  private LedgerAudit audit(String runs, int epochs) {
    BatchPlan batches = new BatchPlan(EXAMPLES_TRAINED, BATCH, SHARD);
    return auditSteps(runs, epochs * batches.stepsPerEpoch());
  }

  private LedgerAudit auditSteps(String runs, long steps) {
    BatchPlan batches = new BatchPlan(EXAMPLES_TRAINED, BATCH, SHARD);
    Path run = Runs.last(folder.resolve(runs));
    LedgerAudit audit = LedgerAudit.of(run.resolve("ledger.jsonl"), batches::shardsIn);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(steps);
    AuditResult verified =
        new Audit(run, new Extent.Sample(1), List.of(), _ -> 1).audit(AuditWatch.SILENT);
    assertThat(verified.faults()).isEmpty();
    assertThat(verified.refused()).isEmpty();
    assertThat(verified.compared()).isPositive();
    return audit;
  }

  private void awaitEpochs(String runs, long epochs, LockstepProcess run) {
    await(() -> epochsOf(runs) >= epochs, run);
  }

  /// Epochs whose books are closed.
  private long epochsOf(String runs) {
    Path metrics = folder.resolve(runs).resolve("last").resolve("metrics.jsonl");
    try {
      return Files.exists(metrics) ? Files.readString(metrics).lines().count() : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /// Waits until a step is in progress of which this worker, which is stopped, owes its part. It
  /// cannot have begun the step after the next version, so what is on its way from it completes one
  /// step at most; and the others wait for it when they have said all about a step later than that.
  private void awaitOwing(String runs, String worker, LockstepProcess run) {
    try (WireClient client =
        WireClient.connect(
            "127.0.0.1",
            port(runs),
            WireLimits.of(prepared(1).configuration(), 1),
            WireSecurity.loopback())) {
      long version = client.status(ASK_MAX).step();
      await(
          () -> {
            List<StatusReport.Worker> workers = client.status(ASK_MAX).workers();
            long others =
                workers.stream()
                    .filter(other -> !other.name().equals(worker))
                    .mapToLong(StatusReport.Worker::step)
                    .min()
                    .orElse(0);
            return others > version && stepOf(worker, workers) < others;
          },
          run);
    }
  }

  private static long stepOf(String worker, List<StatusReport.Worker> workers) {
    return workers.stream()
        .filter(one -> one.name().equals(worker))
        .mapToLong(StatusReport.Worker::step)
        .findFirst()
        .orElseThrow();
  }

  /// Where the coordinator listens.
  private int port(String runs) {
    Matcher port = PORT.matcher(log(runs));
    assertThat(port.find()).as(log(runs)).isTrue();
    return Integer.parseInt(port.group(1));
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
