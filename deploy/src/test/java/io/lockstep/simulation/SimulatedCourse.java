package io.lockstep.simulation;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.RunFolder;
import io.lockstep.simulation.disk.SimulatedDisk;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A run, and what becomes of it when nothing goes wrong. One thread plays it.
///
/// @param lane computes for all workers
record SimulatedCourse(PreparedRun run, TrainingResult result, LaneTeam lane)
    implements AutoCloseable {

  private static final String YAML =
      """
      run: { name: simulated, seed: 5 }
      data:
        train: { csv: points.csv, label: side }
      model:
        layers:
          - dense: 48
            activation: relu
          - dropout: 0.2
          - dense: 24
            activation: tanh
          - dense: 2
        loss: cross-entropy
      train:
        epochs: 28
        batch: 19
        shard: 3
        optimizer: { adam: { learning-rate: 0.01 } }
      checkpoint: { every-steps: 7, every-seconds: 0 }
      wire: { chunk: 1024 }
      """;

  /// Runs differ in what their ends have to do: seeds take them in turn.
  static final List<List<String>> USUAL =
      List.of(
          List.of(),
          List.of(
              "data.validation=0.2",
              "train.epochs=34",
              "checkpoint.every-steps=19",
              "train.clip={value: 0.05, norm: 0.2}"),
          List.of("train.batch=40", "train.epochs=60", "checkpoint.every-steps=31"),
          List.of(
              "train.batch=15",
              "train.epochs=28",
              "data.validation=0.2",
              "data.test={csv: points.csv, label: side}",
              "checkpoint.every-steps=3"));

  /// Runs whose metrics decide what follows: rates that fall, and an end before the last epoch.
  static final List<List<String>> DECIDED =
      List.of(
          List.of(
              "data.validation=0.2",
              "train.batch=41",
              "train.shard=6",
              "train.epochs=30",
              "train.early-stopping={ patience: 2, metric: validation.f1_macro }",
              "train.schedule={ reduce-on-plateau: { patience: 1, factor: 0.5 }, warm-up: { steps: 9 } }",
              "checkpoint.every-steps=0"),
          List.of(
              "train.batch=200",
              "train.shard=20",
              "train.epochs=40",
              "data.validation=0.3",
              "data.test={csv: points.csv, label: side}",
              "train.optimizer={ adam: { learning-rate: 0.1 } }",
              "train.early-stopping={ patience: 4, min-gain: 0.01 }",
              "train.schedule={ cosine: { restart-every: 5 } }",
              "checkpoint.every-steps=1000000"),
          List.of(
              "train.epochs=6",
              "train.batch=41",
              "train.shard=6",
              "train.schedule={ reduce-on-plateau: { patience: 1, min-gain: 0.5 } }",
              "checkpoint.every-steps=3"));

  /// @param folder for the data
  static List<SimulatedCourse> all(List<List<String>> choices, Path folder) throws IOException {
    List<SimulatedCourse> courses = new ArrayList<>();
    for (List<String> overrides : choices) {
      PreparedRun run = prepare(overrides, folder);
      courses.add(new SimulatedCourse(run, undisturbed(run), laneFor(run)));
    }
    return courses;
  }

  private static LaneTeam laneFor(PreparedRun run) {
    return new LaneTeam(run.laneTask(), 1, run.configuration().wire().chunk(), Delivery.STREAMED);
  }

  /// Trains it under the faults of a seed.
  ///
  /// @throws AssertionError if anything is not as it must be
  void play(int seed, SimulatedToll toll, Plant plant) {
    Path made = new SimulatedCluster(run, lane, seed, toll, plant).train();
    Invariants.runIsAsUndisturbed(made, result.folder(), run.batches());
  }

  @Override
  public void close() {
    lane.close();
  }

  static TrainingResult undisturbed(PreparedRun run) {
    Path runs = new SimulatedDisk().mount(Set.of()).getPath("/runs");
    try (RunFolder made = RunFolder.create(runs, "undisturbed")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
    }
  }

  static PreparedRun prepare(List<String> overrides, Path folder) throws IOException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("x,y,z,side\n");
    for (int row = 0; row < 200; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      csv.append(
          "%.3f,%.3f,%.3f,%s%n".formatted(x, y, random.nextGaussian(), x * y > 0 ? "in" : "out"));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    // A path that is stated beside the file starts where the test runs.
    List<String> here =
        overrides.stream()
            .map(
                override -> override.replace("points.csv", folder.resolve("points.csv").toString()))
            .toList();
    Path file = folder.resolve("simulated.yaml");
    Files.writeString(file, YAML);
    return PreparedRun.prepare(ConfigurationReader.read(file, here), folder);
  }
}
