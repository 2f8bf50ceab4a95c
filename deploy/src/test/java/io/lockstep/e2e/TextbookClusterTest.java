package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Examples of the textbook on two worker processes of which one is killed: in the middle of steps,
/// or while it measures.
@Timeout(300)
final class TextbookClusterTest {

  private static final Path TEXTBOOK =
      Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "textbook");

  private static final long SECONDS_MAX = 120;

  /// What is measured takes longer than all that is learnt from.
  private static final String MEASURED =
      """
      run: { name: measured, seed: 7 }
      data: { train: { csv: points.csv, label: %s }, %s: 0.9 }
      model:
        layers: [ { dense: 512, activation: relu }, { dense: 512, activation: relu }, { dense: 2 } ]
        loss: %s
      train: { epochs: 2, batch: 100, shard: 25, optimizer: momentum }
      """;

  @TempDir Path folder;

  /// With more epochs than the examples have, for the kill to come in time.
  @ParameterizedTest
  @CsvSource({
    "batch-norm, train.epochs=120",
    "clipping, train.epochs=80",
    "plateau, train.epochs=90",
    "early-stopping, train.early-stopping=60"
  })
  void anExampleEndsAsInOneProcessThoughAWorkerIsKilled(String example, String more)
      throws Exception {
    Path configuration = TEXTBOOK.resolve(example + ".yaml");
    Path here = trainHere(configuration, more);
    Path runs = folder.resolve("cluster");
    try (LockstepProcess run = LockstepProcess.start(words(configuration, runs, "--set", more))) {
      Path metrics = runs.resolve("last").resolve("metrics.jsonl");
      await(() -> linesOf(metrics) >= 2, run);
      run.worker("w1").destroyForcibly();
      requireEndWithoutIt(run);
    }
    requireSame(Runs.last(runs), here);
  }

  /// The validation part after an epoch, and the test part when no step is left.
  @ParameterizedTest
  @CsvSource({
    "VALIDATION, validation, side, cross-entropy",
    "TEST, test-fraction, '[side, far]', binary-cross-entropy"
  })
  void whatAKilledWorkerHasNotMeasuredIsMeasuredByAnother(
      String part, String key, String label, String loss) throws Exception {
    Path configuration =
        Files.writeString(folder.resolve("measured.yaml"), MEASURED.formatted(label, key, loss));
    writePoints();
    Path here = trainHere(configuration);
    Path runs = folder.resolve("cluster");
    try (LockstepProcess run =
        LockstepProcess.startWithin(
            List.of("env", "LOCKSTEP_LOG=debug"), words(configuration, runs))) {
      await(() -> run.text().contains("part=%s worker=w1".formatted(part)), run);
      run.worker("w1").destroyForcibly();
      requireEndWithoutIt(run);
      assertThat(run.text())
          .containsPattern(
              "measure version=\\d+ part=%s worker=w0 .*worker w1 lost".formatted(part));
    }
    requireSame(Runs.last(runs), here);
  }

  private void writePoints() throws IOException {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("x,y,z,side,far\n");
    for (int row = 0; row < 12_000; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      double z = random.nextGaussian();
      String side = x * y > z ? "over" : "under";
      csv.append("%.3f,%.3f,%.3f,%s,%b%n".formatted(x, y, z, side, x * x + y * y > 2));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
  }

  private static List<String> words(Path configuration, Path runs, String... more) {
    List<String> words = new ArrayList<>(List.of("train", configuration.toString()));
    words.addAll(List.of("--processes", "2", "--lanes", "1", "--runs", runs.toString()));
    words.addAll(List.of(more));
    return words;
  }

  private Path trainHere(Path configuration, String... sets) {
    PreparedRun run =
        PreparedRun.prepare(
            ConfigurationReader.read(configuration, List.of(sets)), configuration.getParent());
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "here")) {
      return new LocalTraining(run, 2).train(made, TrainingObserver.SILENT).folder();
    }
  }

  private static void requireEndWithoutIt(LockstepProcess run) throws Exception {
    assertThat(run.await(SECONDS_MAX)).as(run.text()).isZero();
    assertThat(run.text()).containsPattern("worker w1 .*lost");
  }

  /// The same weights and the same figures, to the bit.
  private static void requireSame(Path run, Path expected) {
    RunReport report = RunFolder.reportOf(run);
    RunReport local = RunFolder.reportOf(expected);
    assertThat(report.weightsSha256()).isEqualTo(local.weightsSha256());
    assertThat(report.steps()).isEqualTo(local.steps());
    assertThat(report.stopped()).isEqualTo(local.stopped());
    assertThat(report.best()).isEqualTo(local.best());
    assertThat(report.metrics().get("test")).isEqualTo(local.metrics().get("test"));
    assertThat(measured(run)).isEqualTo(measured(expected));
  }

  private static List<Object> measured(Path run) {
    return MetricsLog.lines(run.resolve("metrics.jsonl")).stream()
        .flatMap(line -> Stream.of(line.get("validation"), line.get("learning_rate")))
        .toList();
  }

  private static long linesOf(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).lines().count() : 0;
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static void await(BooleanSupplier condition, LockstepProcess run) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      assertThat(run.isAlive()).as("ended before: " + run.text()).isTrue();
      assertThat(System.nanoTime()).as(run.text()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
