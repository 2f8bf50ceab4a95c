package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.WireSecurity;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker with wrong numbers among honest ones, over real streams: it is found and sent home, and
/// the run ends with the weights of an undisturbed one.
final class SickWorkerTest {

  private static final long SECONDS_MAX = 60;
  private static final long SOUND_STEPS = 5;

  @TempDir Path folder;

  @Test
  void aWorkerThatSendsZerosIsFoundBeforeAnythingOfItCounts() throws Exception {
    Failure farewell =
        trainBeside(
            (_, piece) -> Arrays.fill(piece.array(), piece.at(), piece.at() + piece.length(), 0f));
    assertThat(farewell.cause())
        .startsWith("worker sick is quarantined at step 1: what it sent for shard")
        .contains("is not what the coordinator and ")
        .endsWith("none of its numbers has counted unchecked");
  }

  @Test
  void oneBitIsEnough() throws Exception {
    Failure farewell =
        trainBeside((_, piece) -> {
          float number = piece.array()[piece.at()];
          piece.array()[piece.at()] = Float.intBitsToFloat(Float.floatToRawIntBits(number) ^ 1);
        });
    assertThat(farewell.cause()).contains("is quarantined at step 1");
  }

  @Test
  void aWorkerThatSendsNanLaterIsFoundWhenItDoes() throws Exception {
    Failure farewell =
        trainBeside((step, piece) -> {
          if (step > SOUND_STEPS) {
            piece.array()[piece.at() + piece.length() - 1] = Float.NaN;
          }
        });
    assertThat(farewell.cause())
        .startsWith("worker sick is quarantined at step 6: what it sent for shard")
        .contains("is not finite, while ");
  }

  @Test
  void aWorkerThatIsAloneAndSendsNanIsFoundByTheCoordinator() throws Exception {
    PreparedRun run = TinyRun.prepare(folder);
    SickWorker.Sickness sickness =
        (step, piece) -> {
          if (step > SOUND_STEPS) {
            piece.array()[piece.at()] = Float.NaN;
          }
        };
    try (RunFolder made = RunFolder.create(folder.resolve("streamed"), "tiny");
        CoordinatorPort port = port(run)) {
      CoordinatorService coordinator =
          new CoordinatorService(run, () -> Optional.of(made), port, 1, TrainingObserver.SILENT);
      coordinator.begin();
      try (SickWorker sick = new SickWorker(run, port.address(), "sick", sickness)) {
        assertThat(farewell(sick).cause())
            .startsWith("worker sick is quarantined at step 6: what it sent for shard")
            .contains("is not finite, twice, while the coordinator came to finite numbers");
        try (WorkerService honest = honest(run, port, "w1")) {
          assertThat(honest.result().get(SECONDS_MAX, TimeUnit.SECONDS).weightsSha256())
              .isEqualTo(trainLocally(run).weightsSha256());
        }
      } finally {
        coordinator.end("the test is over");
      }
    }
  }

  private static CoordinatorPort port(PreparedRun run) {
    return CoordinatorPort.open(
        run,
        new CoordinatorPort.Identity("tests", "c0", ""),
        new CoordinatorPort.Address("127.0.0.1", 0, WireSecurity.loopback()));
  }

  private static Failure farewell(SickWorker sick) throws Exception {
    WorkerEnd end = sick.end().get(SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(end).isInstanceOf(WorkerEnd.Dismissed.class);
    Failure farewell = ((WorkerEnd.Dismissed) end).failure();
    assertThat(farewell.code()).isEqualTo(ExitCode.CLUSTER);
    return farewell;
  }

  /// @return what the sick worker was told
  private Failure trainBeside(SickWorker.Sickness sickness) throws Exception {
    PreparedRun run = TinyRun.prepare(folder);
    String undisturbed = trainLocally(run).weightsSha256();
    try (RunFolder made = RunFolder.create(folder.resolve("streamed"), "tiny");
        CoordinatorPort port = port(run)) {
      CoordinatorService coordinator =
          new CoordinatorService(run, () -> Optional.of(made), port, 3, TrainingObserver.SILENT);
      coordinator.begin();
      try (SickWorker sick = new SickWorker(run, port.address(), "sick", sickness);
          WorkerService first = honest(run, port, "w1");
          WorkerService second = honest(run, port, "w2")) {
        TrainingResult result = coordinator.result().get(SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(result.weightsSha256()).isEqualTo(undisturbed);
        for (WorkerService worker : List.of(first, second)) {
          assertThat(worker.result().get(SECONDS_MAX, TimeUnit.SECONDS).weightsSha256())
              .isEqualTo(undisturbed);
        }
        return farewell(sick);
      } finally {
        coordinator.end("the test is over");
      }
    }
  }

  private static WorkerService honest(PreparedRun run, CoordinatorPort port, String name) {
    WorkerService.Place place =
        new WorkerService.Place(
            "tests",
            name,
            "localhost",
            List.of(port.address()),
            Duration.ofSeconds(SECONDS_MAX),
            WireSecurity.loopback());
    return new WorkerService(run, 1, place, _ -> {});
  }

  private TrainingResult trainLocally(PreparedRun run) {
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "tiny")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }
}
