package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes whose command line is their role and no more, as a unit file starts them.
@Timeout(300)
final class NodeVariablesClusterTest {

  private static final long SECONDS_MAX = 120;

  @TempDir Path folder;

  private static LockstepProcess start(String role, Map<String, String> variables)
      throws IOException {
    List<String> within = new ArrayList<>(List.of("env"));
    variables.forEach((name, value) -> within.add(name + "=" + value));
    return LockstepProcess.startWithin(within, List.of(role));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aClusterThatIsToldEverythingByVariablesTrainsAsOneProcessDoes() throws Exception {
    PreparedRun run = TinyRun.prepare(folder, "train.epochs=3", "run.name=told");
    String configuration = folder.resolve("tiny.yaml").toString();
    String port = Integer.toString(freePort());
    String changes = "train.epochs=3 run.name=told";
    try (LockstepProcess coordinator =
            start(
                "coordinator",
                Map.of(
                    "LOCKSTEP_CONFIG",
                    configuration,
                    "LOCKSTEP_SET",
                    changes,
                    "LOCKSTEP_RUNS",
                    folder.resolve("runs").toString(),
                    "LOCKSTEP_GRPC_PORT",
                    port,
                    "LOCKSTEP_HTTP",
                    "off",
                    "LOCKSTEP_QUIET",
                    "true"));
        LockstepProcess worker =
            start(
                "worker",
                Map.of(
                    "LOCKSTEP_CONFIG",
                    configuration,
                    "LOCKSTEP_SET",
                    changes,
                    "LOCKSTEP_COORDINATORS",
                    "127.0.0.1:" + port,
                    "LOCKSTEP_HTTP",
                    "off",
                    "LOCKSTEP_LANES",
                    "1"))) {
      assertThat(coordinator.await(SECONDS_MAX)).as(coordinator.text()).isZero();
      assertThat(worker.await(SECONDS_MAX)).as(worker.text()).isZero();

      long steps = RunFolder.reportOf(folder.resolve("runs").resolve("told-1")).steps();
      assertThat(steps).isPositive();
      assertThat(coordinator.text())
          .contains("weights sha256 " + TinyRun.weightsAfter(run, steps))
          .doesNotContain("epoch=");
    }
  }
}
