package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Defaults;
import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.StepTimes;
import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WireSecurity;
import io.lockstep.worker.WorkerService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Coordinator and workers of one process over real gRPC streams, without membership: the shortest
/// way from a batch to the same bits.
final class StreamedTrainingTest {

  private static final long SECONDS_MAX = 60;

  /// Headers and control frames may take so much more than the numbers themselves.
  private static final double EXCESS_MAX = 0.02;

  private static final long WIDE_STEPS = 8;
  private static final String WIDE_YAML =
      """
      run: { name: wide, seed: 7 }
      data:
        train: { csv: pairs.csv, label: side }
      model:
        layers:
          - dense: 700
            activation: relu
          - dense: 300
            activation: relu
          - dense: 2
        loss: cross-entropy
      train:
        epochs: 2
        batch: 16
        shard: 8
        optimizer: { momentum: { learning-rate: 0.01 } }
      """;

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

  /// The norm of the whole gradient is known to no slice by itself; chunks are no part of
  /// stretches.
  @ParameterizedTest
  @ValueSource(strings = {"momentum", "nadam", "lamb"})
  void aNetWhoseGradientsAreClippedHasTheWeightsOfLocalMode(String optimizer) throws Exception {
    PreparedRun run =
        TinyRun.prepare(
            folder,
            "wire.chunk=1500",
            "train.optimizer=" + optimizer,
            "train.clip={ value: 0.02, norm: 0.1 }",
            "train.penalty={ l1: 0.001, l2: 0.01, decay: 0.1, tensors: weights }");
    TrainingResult local = trainLocally(run);
    TrainingResult streamed = trainStreamed(run, 2, 2);
    assertThat(streamed.weightsSha256()).isEqualTo(local.weightsSha256());
    assertThat(streamed.metrics()).isEqualTo(local.metrics());
  }

  /// Many pieces of the catalogue at once: that each is exact is shown where it is built.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.layers.0.activation=gelu; model.layers.2.activation=silu; model.loss=hinge",
        "model.layers.0.activation=elu; model.layers.2.activation=softplus;"
            + " model.loss={cross-entropy: {label-smoothing: 0.1, class-weights: balanced}}",
        "model.layers.0.activation=selu; model.layers.2.activation=gelu-tanh;"
            + " model.loss={focal: {gamma: 1.5}}",
        "model.layers.0.activation=softsign; model.layers.2.activation=hard-sigmoid;"
            + " model.layers.3.activation=hard-tanh; model.loss={mse: {targets: [-0.9, 0.9]}}",
        "data.train.label=[x, z]; data.ignore=[side]; model.layers.3.dense=2;"
            + " model.loss={huber: {delta: 0.5}}; model.layers.2.init=orthogonal",
      })
  void theCatalogueHasTheWeightsOfLocalModeOnTwoWorkers(String settings) throws Exception {
    PreparedRun run = TinyRun.prepare(folder, settings.split("; ?"));
    TrainingResult streamed = trainStreamed(run, 2, 1);
    assertThat(streamed.weightsSha256()).isEqualTo(trainLocally(run).weightsSha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch-norm", "clipping", "plateau", "early-stopping"})
  void examplesOfTheTextbookHaveTheWeightsOfLocalModeOnTwoWorkers(String example) throws Exception {
    Path configuration =
        Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "textbook")
            .resolve(example + ".yaml");
    PreparedRun run =
        PreparedRun.prepare(
            ConfigurationReader.read(configuration, List.of()), configuration.getParent());
    TrainingResult local = trainLocally(run);
    TrainingResult streamed = trainStreamed(run, 2, 1);
    assertThat(streamed.weightsSha256()).isEqualTo(local.weightsSha256());
    assertThat(streamed.metrics()).isEqualTo(local.metrics());
  }

  /// With one block for each worker: 2·P·4 bytes per step and worker, and hardly more.
  @Test
  void littleMoreThanTheGradientAndTheVersionCrossesTheWire() throws Exception {
    PreparedRun run = prepareWide();
    int workers = 2;
    AtomicReference<StepTimes.Reading> firstStep = new AtomicReference<>();
    AtomicReference<Traffic> whole = new AtomicReference<>();

    trainStreamed(
        run,
        workers,
        1,
        coordinator -> coordinator.timesAtNextStep().orElseThrow().thenAccept(firstStep::set),
        coordinator -> whole.set(coordinator.traffic().orElseThrow()));

    int parameters = run.network().layout().length();
    assertThat(run.configuration().wire().chunk())
        .isEqualTo(Defaults.WIRE_CHUNK)
        .isLessThan(parameters);
    assertThat(run.lastStep()).isEqualTo(WIDE_STEPS);
    double version = (double) parameters * Float.BYTES * workers;
    assertThat(whole.get().bytesReceived() / (version * WIDE_STEPS))
        .as("gradients of all steps")
        .isBetween(1.0, 1 + EXCESS_MAX);
    assertThat(whole.get().bytesSent() / (version * (WIDE_STEPS + 1)))
        .as("versions, the initial one among them")
        .isBetween(1.0, 1 + EXCESS_MAX);
    assertThat(firstStep.get().steps()).isOne();
    assertThat(firstStep.get().traffic().bytesReceived() / version)
        .as("gradients of the first step")
        .isBetween(1.0, 1 + EXCESS_MAX);
  }

  /// Frames that waited for the network are encoded after the call that sent them, and count.
  @Test
  void everyPlaceOfAStepReportsItsTime() throws Exception {
    AtomicReference<StepTimes.Reading> firstStep = new AtomicReference<>();

    trainStreamed(
        prepareWide(),
        2,
        2,
        coordinator -> coordinator.timesAtNextStep().orElseThrow().thenAccept(firstStep::set),
        _ -> {});

    StepTimes.Reading reading = firstStep.get();
    assertThat(
            List.of(
                reading.addNanos(),
                reading.optimizerNanos(),
                reading.booksNanos(),
                reading.computeNanos(),
                reading.encodeNanos(),
                reading.decodeNanos(),
                reading.idleNanos(),
                reading.traffic().encodeNanos(),
                reading.traffic().decodeNanos()))
        .allMatch(nanos -> nanos > 0);
  }

  /// Statistics of shards go up in the slots of a gradient, and come back in the version.
  @ParameterizedTest(name = "{0} workers of {1} lanes")
  @CsvSource({"1, 2", "2, 1", "3, 2"})
  void normsAndBlocksGiveTheBitsOfLocalModeToo(int workers, int lanes) throws Exception {
    PreparedRun run =
        TinyRun.prepare(
            folder,
            "model.layers=[batch-norm, noise: 0.1, { dense: 13, activation: prelu }, { residual: "
                + "[{ dense: 9 }, batch-norm, activation: relu], activation: relu }, layer-norm, "
                + "{ dense: 3 }]");
    TrainingResult local = trainLocally(run);
    TrainingResult streamed = trainStreamed(run, workers, lanes);
    assertThat(streamed.weightsSha256()).isEqualTo(local.weightsSha256());
    assertThat(streamed.metrics()).isEqualTo(local.metrics());
  }

  private PreparedRun prepareWide() throws IOException {
    StringBuilder csv = new StringBuilder("x,y,side\n");
    for (int row = 0; row < 64; row++) {
      csv.append("%d,%d,%s\n".formatted(row % 7, row % 11, row % 7 > row % 11 ? "up" : "down"));
    }
    Files.writeString(folder.resolve("pairs.csv"), csv);
    Path file = Files.writeString(folder.resolve("wide.yaml"), WIDE_YAML);
    return PreparedRun.prepare(ConfigurationReader.read(file, List.of()), folder);
  }

  private TrainingResult trainLocally(PreparedRun run) {
    try (RunFolder made = RunFolder.create(folder.resolve("local"), "tiny")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  private TrainingResult trainStreamed(PreparedRun run, int workers, int lanes) throws Exception {
    return trainStreamed(run, workers, lanes, _ -> {}, _ -> {});
  }

  /// @param begun called before the workers come
  /// @param done called when all have the result
  private TrainingResult trainStreamed(
      PreparedRun run,
      int workers,
      int lanes,
      Consumer<CoordinatorService> begun,
      Consumer<CoordinatorService> done)
      throws Exception {
    List<WorkerService> started = new ArrayList<>();
    try (RunFolder made = RunFolder.create(folder.resolve("streamed"), "tiny");
        CoordinatorPort port =
            CoordinatorPort.open(
                run,
                new CoordinatorPort.Identity("tests", "c0", ""),
                new CoordinatorPort.Address("127.0.0.1", 0, WireSecurity.loopback()))) {
      CoordinatorService coordinator =
          new CoordinatorService(
              run, () -> Optional.of(made), port, workers, TrainingObserver.SILENT);
      coordinator.begin();
      begun.accept(coordinator);
      for (int index = 1; index <= workers; index++) {
        WorkerService.Place place =
            new WorkerService.Place(
                "tests",
                "w" + index,
                "localhost",
                List.of(port.address()),
                Duration.ofSeconds(SECONDS_MAX),
                WireSecurity.loopback());
        started.add(new WorkerService(run, lanes, place, _ -> {}));
      }
      TrainingResult result = coordinator.result().get(SECONDS_MAX, TimeUnit.SECONDS);
      for (WorkerService worker : started) {
        assertThat(worker.result().get(SECONDS_MAX, TimeUnit.SECONDS).weightsSha256())
            .isEqualTo(result.weightsSha256());
        worker.close();
      }
      done.accept(coordinator);
      coordinator.end("the test is over");
      return result;
    }
  }
}
