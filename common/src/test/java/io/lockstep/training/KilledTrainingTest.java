package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real process that trains is killed with -9 in the middle of its work, again and again.
@Timeout(180)
final class KilledTrainingTest {

  private static final int KILLS = 4;
  private static final String EPOCHS = "train.epochs=30";

  @TempDir Path folder;

  @Test
  void aRunKilledAtRandomMomentsEndsWithTheUndisturbedWeights() throws Exception {
    PreparedRun run = SmallRun.prepare(folder, EPOCHS);
    TrainingResult undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 1);
    Path runs = folder.resolve("killed");
    long seed = 20_260_102;
    Random random = new Random(seed);
    long version = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long startedAt = trainUntilKilled(runs, 1 + random.nextInt(4), random);
      assertThat(startedAt).as("kill %d of seed %d", kill, seed).isGreaterThanOrEqualTo(version);
      version = startedAt;
    }
    try (RunFolder last = RunFolder.open(runs.resolve("small-1"))) {
      TrainingResult result = new LocalTraining(run, 2).train(last, TrainingObserver.SILENT);
      assertThat(result.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
      assertThat(result.metrics()).isEqualTo(undisturbed.metrics());
      assertThat(last.report().best()).isEqualTo(RunFolder.reportOf(undisturbed.folder()).best());
      assertThat(last.report().status().name()).isEqualTo("DONE");
      assertEachStepOnce(run, last);
      assertEachEpochOnce(last, undisturbed.folder());
    }
  }

  private static void assertEachStepOnce(PreparedRun run, RunFolder last) {
    LedgerAudit audit = LedgerAudit.of(last.ledger(), step -> run.batches().shardsIn(step));
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(run.lastStep());
  }

  private static void assertEachEpochOnce(RunFolder last, Path undisturbed) {
    List<EpochMetrics> epochs = MetricsLog.read(last.metrics());
    assertThat(epochs)
        .extracting(EpochMetrics::epoch)
        .isEqualTo(IntStream.rangeClosed(1, 30).boxed().toList());
    assertThat(epochs)
        .extracting(EpochMetrics::metrics)
        .isEqualTo(
            MetricsLog.read(undisturbed.resolve("metrics.jsonl")).stream()
                .map(EpochMetrics::metrics)
                .toList());
  }

  /// Lets a process train so many epochs, and kills it at some moment of the next.
  ///
  /// @return the version from which it went on
  private long trainUntilKilled(Path runs, int epochs, Random random) throws Exception {
    Process process = start(runs);
    try (BufferedReader said = process.inputReader();
        BufferedWriter go = process.outputWriter()) {
      long version = Long.parseLong(said.readLine());
      assertRefused(runs, process.pid());
      for (int epoch = 0; epoch < epochs; epoch++) {
        allowOneEpoch(go);
        assertThat(said.readLine()).startsWith("epoch");
      }
      allowOneEpoch(go);
      long killNanos = System.nanoTime() + random.nextInt(3_000_000);
      while (System.nanoTime() < killNanos) {
        Thread.onSpinWait();
      }
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
      return version;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void allowOneEpoch(BufferedWriter go) throws IOException {
    go.newLine();
    go.flush();
  }

  private static void assertRefused(Path runs, long holder) {
    assertThatThrownBy(() -> RunFolder.open(runs.resolve("small-1")))
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
              assertThat(refused.failure().error())
                  .contains("in use by")
                  .contains(Long.toString(holder));
            });
  }

  private Process start(Path runs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Trainer.class.getName(), folder.toString(), runs.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /// Says from which version it goes on, then trains an epoch for each line it reads.
  static final class Trainer implements TrainingObserver {
    private Trainer() {}

    public static void main(String[] args) {
      PreparedRun run = SmallRun.prepare(Path.of(args[0]), EPOCHS);
      Path runs = Path.of(args[1]);
      try (RunFolder folder = folder(runs)) {
        new LocalTraining(run, 2).train(folder, new Trainer());
      }
    }

    private static RunFolder folder(Path runs) {
      try {
        return RunFolder.open(runs.resolve("small-1"));
      } catch (LockstepException none) {
        return RunFolder.create(runs, "small");
      }
    }

    @Override
    public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {
      say(Long.toString(version));
      waitForGo();
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      say("epoch " + metrics.epoch());
      waitForGo();
    }

    @Override
    public void warned(String warning) {}

    private static void say(String line) {
      System.out.println(line);
      System.out.flush();
    }

    private static void waitForGo() {
      try {
        int read = System.in.read();
        if (read < 0) {
          throw new IllegalStateException("whoever started this is gone");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
