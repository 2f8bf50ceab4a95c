package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartupBenchTest {

  @TempDir Path folder;

  private StartupBench bench(String body) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("command"), "#!/bin/bash\necho \"$*\" >> \"$0.calls\"\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new StartupBench(file, "tiny", List.of("tiny.yaml"));
  }

  @Test
  void everyStartButTheFirstIsTimedToBothLinesAndThenEnded() throws Exception {
    StartupBench bench =
        bench(
            """
            echo "layer" >&2
            echo "training on 105 examples" >&2
            echo "10:00:00.000 INFO run event=first-step step=1" >&2
            sleep 20
            echo late > "$0.late"
            """);

    StartupMeasurement measured = bench.measure(2, 3);

    assertThat(measured.rounds()).isEqualTo(3);
    assertThat(measured.trained()).isEqualTo("tiny");
    assertThat(measured.processes()).isEqualTo(2);
    assertThat(measured.firstLinesS()).hasSize(3).allMatch(seconds -> seconds > 0);
    assertThat(measured.firstStepS()).isGreaterThanOrEqualTo(measured.firstLineS());
    List<String> calls = Files.readAllLines(folder.resolve("command.calls"));
    assertThat(folder.resolve("command.late")).as("said after the first step").doesNotExist();
    assertThat(calls).hasSize(4).allMatch(call -> call.endsWith("--processes 2 --lanes 1"));
  }

  @Test
  void localModeStartsNoCluster() throws Exception {
    bench("echo 'training on 1'; echo 'event=first-step step=1'\n").measure(1, 1);

    assertThat(Files.readAllLines(folder.resolve("command.calls")))
        .allMatch(call -> call.startsWith("train tiny.yaml") && !call.contains("--processes"));
  }

  @Test
  void aStartThatFailsIsToldWithItsLastLine() throws Exception {
    StartupBench bench = bench("echo 'error: no data'; exit 4\n");

    LockstepException failed =
        catchThrowableOfType(LockstepException.class, () -> bench.measure(1, 1));

    assertThat(failed.failure().block()).contains("exit code 4").contains("error: no data");
  }

  @Test
  void aStartThatNeverTrainsIsAFailure() throws Exception {
    StartupBench bench = bench("echo 'training on 1'\n");

    LockstepException failed =
        catchThrowableOfType(LockstepException.class, () -> bench.measure(1, 1));

    assertThat(failed.failure().error())
        .contains("exit code 0, and it never said \"event=first-step\"");
  }
}
