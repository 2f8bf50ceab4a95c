package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.LockstepException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PeerScriptsTest {

  private static final long GONE_SECONDS_MAX = 60;

  @TempDir Path folder;

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private LockstepException failureOf(PeerScripts peer) {
    return catchThrowableOfType(LockstepException.class, () -> peer.measure(Workload.W1, 1, 1));
  }

  @Test
  void theLastJsonLineIsTheMeasurement() throws Exception {
    script(
        "pytorch_eager.py",
        """
        echo "warming $1 on $2"
        echo '{"peer":"early","samples_per_s":1}'
        echo '{"peer":"pytorch","samples_per_s":25600,"best_samples_per_s":30000,"step_ms":5.1,"steps":900,"windows_steps_per_s":[199.5,200,201]}'
        """);

    StepMeasurement measured = new PeerScripts(folder).measure(Workload.W1, 2, 1);

    assertThat(measured.trainer()).isEqualTo("pytorch");
    assertThat(measured.workload()).isEqualTo("W1");
    assertThat(measured.lanes()).isEqualTo(2);
    assertThat(measured.samplesPerS()).isEqualTo(25_600);
    assertThat(measured.stepMs()).isEqualTo(5.1);
    assertThat(measured.windowsStepsPerS()).containsExactly(199.5, 200.0, 201.0);
  }

  @Test
  void aScriptThatTellsNoWindowsHasNone() throws Exception {
    script("pytorch_ddp.sh", "echo '{\"samples_per_s\":12800}'\n");

    StepMeasurement measured = new PeerScripts(folder).measure(Workload.W1, 1, 2);

    assertThat(measured.windowsStepsPerS()).isEmpty();
    assertThat(measured.stepMs()).isEqualTo(10);
    assertThat(measured.json()).doesNotContain("windows");
  }

  @Test
  void aFailedScriptIsToldWithItsCommand() throws Exception {
    script("pytorch_eager.py", "echo '{\"samples_per_s\":1}'; exit 3\n");

    assertThat(failureOf(new PeerScripts(folder)).failure().block())
        .contains("pytorch_eager.py W1 1: exit code 3");
  }

  @Test
  void aScriptThatPrintsNoMeasurementIsToldSo() throws Exception {
    script("pytorch_eager.py", "echo '{\"samples_per_s\":0}'\n");

    assertThat(failureOf(new PeerScripts(folder)).failure().block())
        .contains("it printed no JSON object with samples_per_s");
  }

  @Test
  void twoProcessesOfSeveralLanesHaveNoScript() {
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class, () -> new PeerScripts(folder).require(Workload.W1, 2, 2));

    assertThat(refused.failure().error())
        .isEqualTo("the scripts measure 1 process, or 2 processes of 1 lane");
  }

  /// What the shell has started would hold the pipe open for an hour.
  @Test
  void theLimitEndsTheScriptAndWhatItHasStarted() throws Exception {
    Path pipe = folder.resolve("pids");
    script(
        "pytorch_eager.py",
        """
        sleep 3600 &
        echo $! > "%s"
        wait
        """
            .formatted(pipe));
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> limit = new CompletableFuture<>();
    CompletableFuture<LockstepException> failure =
        CompletableFuture.supplyAsync(
            () -> failureOf(new PeerScripts(folder, () -> limit)),
            work -> Thread.ofPlatform().daemon().start(work));
    ProcessHandle child;
    try (BufferedReader reader = Files.newBufferedReader(pipe)) {
      child = ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
    }

    limit.complete(null);

    assertThat(failure.get(GONE_SECONDS_MAX, TimeUnit.SECONDS).failure().block())
        .contains("it took longer than 10 minutes");
    assertThat(child.onExit().get(GONE_SECONDS_MAX, TimeUnit.SECONDS)).isNotNull();
  }
}
