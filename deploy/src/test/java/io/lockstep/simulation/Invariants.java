package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.SealedJson;
import io.lockstep.format.Sha256;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.shard.BatchPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What must hold of a run's folder, whatever has happened to those who wrote it.
final class Invariants {

  private Invariants() {}

  /// I2: every checkpoint that lies there under its name verifies.
  ///
  /// @param damaged names of those that were damaged on purpose
  /// @return step of the newest; negative without one
  static long everyCheckpointVerifies(Path run, Set<String> damaged) {
    long newest = -1;
    for (Path checkpoint : checkpoints(run)) {
      if (!damaged.contains(checkpoint.getFileName().toString())) {
        newest = Math.max(newest, verified(checkpoint));
      }
    }
    return newest;
  }

  static List<Path> checkpoints(Path run) {
    Path folder = run.resolve("checkpoints");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("step-\\d+-term-\\d+"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new AssertionError("checkpoints cannot be listed", unreadable);
    }
  }

  private static long verified(Path checkpoint) {
    try {
      Map<String, Object> manifest = SealedJson.read(checkpoint.resolve("manifest.json"));
      Map<?, ?> files = (Map<?, ?>) manifest.get("files");
      for (Map.Entry<?, ?> file : files.entrySet()) {
        String stated = (String) ((Map<?, ?>) file.getValue()).get("sha256");
        byte[] bytes = Files.readAllBytes(checkpoint.resolve((String) file.getKey()));
        assertThat(Sha256.ofBytes(bytes)).as("I2: %s of %s", file, checkpoint).isEqualTo(stated);
      }
      return ((Number) manifest.get("step")).longValue();
    } catch (IOException torn) {
      throw new AssertionError("I2: %s does not verify: %s".formatted(checkpoint, torn), torn);
    }
  }

  /// I1, I4, I9, I10 and the books beside them: a run that has ended is as the undisturbed one.
  ///
  /// @param expected folder of the undisturbed run
  static void runIsAsUndisturbed(Path run, Path expected, BatchPlan batches) {
    RunReport there = RunFolder.reportOf(run);
    RunReport wanted = RunFolder.reportOf(expected);
    assertThat(there.weightsSha256()).as("I9").isEqualTo(wanted.weightsSha256());
    assertThat(there.status()).isEqualTo(RunReport.Status.DONE);
    assertThat(there.metrics()).isEqualTo(wanted.metrics());
    assertThat(there.best()).isEqualTo(wanted.best());
    assertThat(there.stopped()).isEqualTo(wanted.stopped());
    assertThat(there.weightsStep()).isEqualTo(wanted.weightsStep());
    assertThat(metrics(run))
        .as("I10: metrics")
        .allMatch(each -> each.norms().isKnown() && Double.isFinite(each.norms().gradient()))
        .isEqualTo(metrics(expected));
    ledgerIsWhole(run, expected, batches);
  }

  /// I1: one line for each step, tied to the one before, with the version that it made. I4: each
  /// shard of each step counted once.
  private static void ledgerIsWhole(Path run, Path expected, BatchPlan batches) {
    LedgerAudit audit =
        LedgerAudit.of(
            run.resolve("ledger.jsonl"), batches::shardsIn, RunFolder.reportOf(run).ledger());
    LedgerAudit wanted = LedgerAudit.of(expected.resolve("ledger.jsonl"), batches::shardsIn);
    assertThat(audit.faults()).as("I1, I4").isEmpty();
    assertThat(audit.steps()).as("I1: lines").isEqualTo(wanted.steps());
    for (long step = 1; step <= audit.lastStep(); step++) {
      assertThat(audit.version(step)).as("I1: version %d", step).isEqualTo(wanted.version(step));
    }
  }

  /// But for the time they took.
  private static List<EpochMetrics> metrics(Path run) {
    return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
        .map(each ->
            new EpochMetrics(
                each.epoch(), each.step(), 0, each.learningRate(), each.norms(), each.metrics()))
        .toList();
  }
}
