package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Worker processes of this machine that die before there is a run.
@Timeout(120)
final class LocalClusterTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root"), "deploy", "examples");

  @TempDir private Path folder;

  @Test
  void workersThatAllDieBeforeThereIsARunLeaveNothingToGoOnWith() throws Exception {
    WorkerLog log = new WorkerLog(2, _ -> {});
    try (LocalCluster cluster =
        LocalCluster.start(
            folder.resolve("missing.yaml"),
            List.of(),
            new LocalCluster.Size(2, LaneCount.told(1)),
            log)) {
      log.allDead().get(60, TimeUnit.SECONDS);
      log.keepIn(folder.resolve("log")); // Waits until the cluster has heard of it.

      Failure failure =
          catchThrowableOfType(LockstepException.class, () -> cluster.train(service(cluster)))
              .failure();

      assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(failure.error()).startsWith("no worker process is left: w");
      assertThat(failure.block())
          .contains("kept:  nothing was changed")
          .endsWith("try:   correct the cause and start it again");
    }
  }

  private static CoordinatorService service(LocalCluster cluster) {
    PreparedRun run =
        PreparedRun.prepare(
            ConfigurationReader.read(EXAMPLES.resolve("xor.yaml"), List.of()), EXAMPLES);
    return new CoordinatorService(
        run,
        () -> {
          throw new AssertionError("a run was begun");
        },
        cluster.open(run),
        2,
        TrainingObserver.SILENT);
  }
}
