package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests to end; by a real process where it is a signal, which is for a process.
final class InterruptionTest {

  private static final String CONFIG =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples/iris.yaml").toString();

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void aTerminatedRunEndsItsStepAndGoesOnToTheSameWeights() throws Exception {
    List<String> said = new ArrayList<>();
    Process process =
        start(
            "train",
            CONFIG,
            "--runs",
            folder + "/cut",
            "--report-every",
            "1",
            "--set",
            "train.epochs=400");
    try (BufferedReader talk = process.errorReader()) {
      for (String line = talk.readLine(); line != null; line = talk.readLine()) {
        said.add(line);
        if (line.startsWith("epoch=2 ")) {
          process.toHandle().destroy();
        }
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(String.join("\n", said)).isEqualTo(75);
    assertThat(said).contains("error: interrupted; the run can go on");
    assertThat(report("cut").status()).isEqualTo(RunReport.Status.INTERRUPTED);

    Invocation.of(
        folder, "train", CONFIG, "--runs", "{dir}/cut", "--set", "train.epochs=400", "--resume");
    Invocation.of(folder, "train", CONFIG, "--runs", "{dir}/whole", "--set", "train.epochs=400");
    assertThat(report("cut").status()).isEqualTo(RunReport.Status.DONE);
    assertThat(report("cut").weightsSha256()).isEqualTo(report("whole").weightsSha256());
  }

  /// A request that comes before there is a run is none of the run's; one that comes after it is,
  /// however early.
  @ParameterizedTest
  @CsvSource({"train,''", "train,--processes=1", "coordinator,--grpc-port=0"})
  @Timeout(60)
  void thereIsNoMomentAtWhichARunCannotBeAskedToEnd(String name, String more) throws Exception {
    Interruption interruption = new Interruption();
    Path runs = folder.resolve("early");
    List<String> words =
        new ArrayList<>(List.of(name, CONFIG, "--runs", runs.toString(), "--quiet"));
    words.addAll(more.isEmpty() ? List.of() : List.of(more));
    CompletableFuture<Invocation> command =
        CompletableFuture.supplyAsync(
            () -> Invocation.of(folder, interruption, words.toArray(String[]::new)));
    boolean asked = false;
    boolean missed = false;
    while (!asked && !command.isDone()) {
      boolean begun = Files.exists(runs.resolve("iris-1"));
      asked = interruption.request();
      missed |= begun && !asked;
    }

    assertThat(missed).as("a run that could not be asked").isFalse();
    assertThat(command.get().code()).as(command.get().talk()).isEqualTo(75);
    Invocation resumed =
        Invocation.of(folder, "train", CONFIG, "--runs", runs.toString(), "--resume", "--quiet");
    assertThat(resumed.code()).as(resumed.talk()).isZero();
  }

  /// Whatever it is doing at the moment: before that the process ends with a word.
  @Test
  @Timeout(60)
  void aWorkerMayBeAskedToEndAsSoonAsItHearsAndLeavesNothingBehind() throws Exception {
    Interruption interruption = new Interruption();
    String port = freePort();
    CompletableFuture<Invocation> command =
        CompletableFuture.supplyAsync(() ->
            Invocation.of(
                folder,
                interruption,
                "worker",
                CONFIG,
                "--name=w7",
                "--coordinators",
                "127.0.0.1:" + port));
    while (!interruption.request() && !command.isDone()) {
      Thread.onSpinWait();
    }

    assertThat(command.get().code()).as(command.get().talk()).isEqualTo(75);
    assertThat(command.get().block())
        .isEqualTo(
            """
            error: interrupted; the run goes on without this worker
              cause: w7
              kept:  everything: a worker holds nothing that others have not
              try:   start this worker again when it may take part\
            """);
  }

  /// A coordinator that listens elsewhere, or alone, is not found by the workers that wait for it.
  @Test
  @Timeout(60)
  void aCoordinatorGoesOnByTheFlagsThatItWasGiven() throws Exception {
    Interruption interruption = new Interruption();
    Path runs = folder.resolve("led");
    String port = freePort();
    CompletableFuture<Invocation> command =
        CompletableFuture.supplyAsync(
            () ->
                Invocation.of(
                    folder,
                    interruption,
                    "coordinator",
                    CONFIG,
                    "--set",
                    "train.epochs=30",
                    "--coordinators",
                    "127.0.0.1:" + port,
                    "--host=127.0.0.1",
                    "--port",
                    "0",
                    "--grpc-port",
                    port,
                    "--cluster",
                    "x9",
                    "--pace",
                    "local",
                    "--name",
                    "c7",
                    "--report-every",
                    "2",
                    "--quiet",
                    "--runs",
                    "{dir}/led"),
            task -> Thread.ofPlatform().start(task));
    while (!command.isDone() && !Files.exists(runs.resolve("iris-1/run.json"))) {
      Thread.onSpinWait();
    }
    interruption.request();

    assertThat(command.get().code()).as(command.get().talk()).isEqualTo(75);
    assertThat(command.get().block())
        .endsWith(
            "try:   lockstep coordinator %s --set train.epochs=30 --set train.report-every=2"
                    .formatted(CONFIG)
                + " --coordinators 127.0.0.1:%1$s --host 127.0.0.1 --port 0 --grpc-port %1$s"
                    .formatted(port)
                + " --cluster x9 --pace local --name c7 --quiet --runs {dir}/led --resume=iris-1");
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  private RunReport report(String runs) {
    return RunFolder.reportOf(folder.resolve(runs).resolve("iris-1"));
  }

  private static Process start(String... words) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Lockstep.class.getName()));
    line.addAll(List.of(words));
    return new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }
}
