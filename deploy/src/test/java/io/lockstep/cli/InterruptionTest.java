package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real process, because a signal is for a process.
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
