package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden blocks and warnings of runs that meet trouble, and what is left of them.
@Timeout(180)
final class DisturbedRunTest {

  private static final Path DATA =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples/data");

  @TempDir Path folder;

  @BeforeEach
  void writeConfigurations() throws IOException {
    Files.writeString(
        folder.resolve("iris.yaml"),
        """
        data: { dir: %s, train: { csv: iris.csv, label: species } }
        model:
          layers: [ { dense: 8, activation: relu }, { dense: 3 } ]
          loss: cross-entropy
        train: { epochs: 3, batch: 16 }
        """
            .formatted(DATA));
    Files.writeString(folder.resolve("line.csv"), "x,y\n1,2\n2,4\n3,6\n4,8.5\n");
    Files.writeString(
        folder.resolve("line.yaml"),
        """
        data: { train: { csv: line.csv, label: y }, standardize: false }
        model: { layers: [ { dense: 1 } ], loss: mse }
        train: { epochs: 100000, batch: 4, optimizer: { sgd: { learning-rate: 0.1204 } } }
        checkpoint: { every-steps: 1 }
        """);
  }

  private Invocation train(String config, String... more) {
    Stream<String> words = Stream.of("train", "{dir}/" + config, "--runs", "{dir}/runs");
    return Invocation.of(folder, Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  private Checkpoint newestCheckpoint(String run) {
    Path checkpoints = folder.resolve("runs").resolve(run).resolve("checkpoints");
    return CheckpointStore.open(checkpoints, 2).newestValid().checkpoint().orElseThrow();
  }

  private static void assertFinite(Checkpoint checkpoint) {
    for (float[] values :
        Stream.concat(Stream.of(checkpoint.parameters()), checkpoint.moments().values().stream())
            .toList()) {
      for (float value : values) {
        assertThat(Float.isFinite(value)).isTrue();
      }
    }
  }

  @Test
  void aLearningRateThatMakesTheLossNoNumberKeepsVersionZero() {
    Invocation diverged =
        train("iris.yaml", "--set", "train.optimizer={sgd: {learning-rate: 1e30}}");

    assertThat(diverged.block())
        .isEqualTo(
            """
            error: training diverged: the loss is NaN
              cause: step 2, epoch 1
              kept:  {dir}/runs/iris-1/checkpoints/step-0-term-1 (step 0)
              try:   a smaller learning rate: --set train.optimizer.sgd.learning-rate=0.01\
            """);
    assertThat(diverged.code()).isEqualTo(7);
    Checkpoint kept = newestCheckpoint("iris-1");
    assertThat(kept.step()).isZero();
    assertFinite(kept);
    RunReport report = RunFolder.reportOf(folder.resolve("runs/iris-1"));
    assertThat(report.status()).isEqualTo(RunReport.Status.FAILED);
  }

  @Test
  void aLossThatGrowsBeyondAllNumbersKeepsTheLastVersionThatWasFine() {
    Invocation diverged = train("line.yaml");

    Checkpoint kept = newestCheckpoint("line-1");
    assertThat(kept.step()).isPositive();
    assertFinite(kept);
    assertThat(diverged.block().replace("step-" + kept.step() + "-", "step-{kept}-"))
        .isEqualTo(
            """
            error: training diverged: the loss is Infinity
              cause: step 3961, epoch 3961
              kept:  {dir}/runs/line-1/checkpoints/step-{kept}-term-1 (step %d)
              try:   a smaller learning rate: --set train.optimizer.sgd.learning-rate=0.01\
            """
                .formatted(kept.step()));
    assertThat(diverged.code()).isEqualTo(7);
  }

  @Test
  void aRunFolderInUseByAnotherProcessIsLeftToIt() throws Exception {
    List<String> endless = List.of("--set", "train.epochs=1000000");
    Process holder = start(Stream.concat(endless.stream(), Stream.of("--verbose")).toList());
    Invocation refused = null;
    String afterwards = "";
    try (BufferedReader talk = holder.errorReader()) {
      for (String line = talk.readLine(); line != null; line = talk.readLine()) {
        if (line.startsWith("epoch=2 ")) {
          refused = train("iris.yaml", "--resume", endless.get(0), endless.get(1));
        } else if (line.startsWith("epoch=4 ")) {
          afterwards = line;
          holder.toHandle().destroy();
        }
      }
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      holder.destroyForcibly();
    }
    assertThat(
            refused
                .block()
                .replaceAll("in use by \\S+:%d since \\S+".formatted(holder.pid()), "in use by IT"))
        .isEqualTo(
            """
            error: run folder in use by IT
              cause: {dir}/runs/iris-1
              kept:  the run of that process goes on unharmed
              try:   wait for that process to end, or start a run of another name\
            """);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(afterwards).as("the other job goes on").isNotEmpty();
    assertThat(holder.exitValue()).isEqualTo(75);
    RunReport report = RunFolder.reportOf(folder.resolve("runs/iris-1"));
    assertThat(report.status()).isEqualTo(RunReport.Status.INTERRUPTED);
    assertThat(newestCheckpoint("iris-1").step()).isEqualTo(report.steps());
  }

  @ParameterizedTest
  @CsvSource({
    "cut, 'length of weights.safetensors: \\d+ bytes, sealed with \\d+'",
    "flip, sha256 of weights.safetensors"
  })
  void aDamagedNewestCheckpointIsNamedAndTheOneBeforeIsUsed(String damage, String reason)
      throws IOException {
    String undisturbed = weights(train("iris.yaml"));
    List<Long> steps = checkpointSteps();
    long newest = steps.getLast();
    long before = steps.get(steps.size() - 2);
    Path weights =
        folder.resolve(
            "runs/iris-1/checkpoints/step-%d-term-1/weights.safetensors".formatted(newest));
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, damage.equals("cut") ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);

    Invocation resumed = train("iris.yaml", "--resume");

    assertThat(resumed.code()).isZero();
    assertThat(resumed.talk().lines().filter(line -> line.startsWith("warning: ")))
        .singleElement()
        .asString()
        .matches(
            "warning: checkpoint %d invalid \\(%s\\), using %d".formatted(newest, reason, before));
    assertThat(weights(resumed)).isEqualTo(undisturbed).startsWith("weights sha256 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--processes"})
  void aMissingDataFileIsToldInTheSameWordsByACluster(String processes) {
    List<String> more = new ArrayList<>(List.of("--set", "data.train.csv={dir}/nowhere.csv"));
    if (!processes.isEmpty()) {
      more.addAll(List.of(processes, "2"));
    }

    Invocation refused = train("line.yaml", more.toArray(String[]::new));

    assertThat(refused.block())
        .isEqualTo(
            """
            error: data file not found
              cause: {dir}/nowhere.csv (data.train.csv)
              kept:  nothing was changed
              try:   check the path: in the file it starts in the folder of the file, with --set where the command runs; --set data.dir=FOLDER changes both\
            """);
    assertThat(refused.code()).isEqualTo(4);
    assertThat(folder.resolve("runs")).doesNotExist();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .as("processes left behind")
        .isEmpty();
  }

  private static String weights(Invocation trained) {
    return trained
        .data()
        .lines()
        .filter(line -> line.startsWith("weights "))
        .findFirst()
        .orElse("");
  }

  private List<Long> checkpointSteps() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("runs/iris-1/checkpoints"))) {
      return entries
          .map(entry -> Long.parseLong(entry.getFileName().toString().split("-")[1]))
          .sorted()
          .toList();
    }
  }

  private Process start(List<String> more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Lockstep.class.getName(),
                "train",
                folder.resolve("iris.yaml").toString(),
                "--runs",
                folder.resolve("runs").toString()));
    line.addAll(more);
    return new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }
}
