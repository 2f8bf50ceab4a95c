package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.membership.Endpoint;
import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.worker.WorkerService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Coordinator and workers of one process over real gRPC streams, without membership: the shortest
/// way from a batch to the same bits.
final class StreamedTrainingTest {

  private static final long SECONDS_MAX = 60;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} workers of {1} lanes")
  @CsvSource({"1, 1", "2, 1", "3, 1", "2, 2", "5, 3"})
  void theWeightsAreThoseOfLocalMode(int workers, int lanes) throws Exception {
    PreparedRun run = TinyRun.prepare(folder);
    TrainingResult local = trainLocally(run);
    TrainingResult streamed = trainStreamed(run, workers, lanes);
    assertThat(streamed.weightsSha256()).isEqualTo(local.weightsSha256());
    assertThat(streamed.metrics()).isEqualTo(local.metrics());
  }

  private TrainingResult trainLocally(PreparedRun run) {
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "tiny")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  private TrainingResult trainStreamed(PreparedRun run, int workers, int lanes) throws Exception {
    List<WorkerService> started = new ArrayList<>();
    try (RunFolder made = RunFolder.create(folder.resolve("streamed"), "tiny")) {
      CoordinatorService coordinator =
          new CoordinatorService(
              run,
              made,
              new CoordinatorService.Address("127.0.0.1", 0),
              workers,
              TrainingObserver.SILENT);
      Endpoint endpoint = coordinator.begin();
      for (int index = 1; index <= workers; index++) {
        WorkerService worker = new WorkerService(run, lanes, "w" + index, "localhost");
        started.add(worker);
        worker.coordinatorAt(endpoint);
      }
      TrainingResult result = coordinator.result().get(SECONDS_MAX, TimeUnit.SECONDS);
      for (WorkerService worker : started) {
        assertThat(worker.result().get(SECONDS_MAX, TimeUnit.SECONDS).weightsSha256())
            .isEqualTo(result.weightsSha256());
        worker.close();
      }
      coordinator.end("the test is over");
      return result;
    }
  }
}
