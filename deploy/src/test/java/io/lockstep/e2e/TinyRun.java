package io.lockstep.e2e;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.format.Sha256;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A run small enough for a test, with everything that could go wrong: dropout, a last batch that
/// divides by nothing, a shard that is not full.
final class TinyRun {

  private static final String YAML =
      """
      run: { name: tiny, seed: 7 }
      data:
        train: { csv: points.csv, label: side }
        validation: 0.2
      model:
        layers:
          - dense: 130
            activation: tanh
          - dropout: 0.3
          - dense: 40
            activation: relu
          - dense: 3
        loss: cross-entropy
      train:
        epochs: 4
        batch: 41
        shard: 6
        optimizer: { momentum: { learning-rate: 0.05 } }
      checkpoint: { every-steps: 3 }
      wire: { chunk: 1024 }
      """;

  /// 331 rows less a fifth, by 41.
  static final int STEPS_PER_EPOCH = 7;

  private TinyRun() {}

  static PreparedRun prepare(Path folder, String... overrides) {
    write(folder);
    RunConfiguration configuration =
        ConfigurationReader.read(folder.resolve("tiny.yaml"), List.of(overrides));
    return PreparedRun.prepare(configuration, folder);
  }

  /// The weights of one process after so many steps.
  static String weightsAfter(PreparedRun run, long steps) {
    Trainee trainee = run.newTrainee();
    try (LaneTeam team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED)) {
      LocalStep step = new LocalStep(run, trainee, team);
      for (long at = 1; at <= steps; at++) {
        step.run(at);
      }
    }
    return Sha256.weights(trainee.parameters());
  }

  private static void write(Path folder) {
    Random random = new Random(3);
    StringBuilder csv = new StringBuilder("x,y,z,side\n");
    for (int row = 0; row < 331; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      double z = random.nextGaussian();
      String side = x + y > 0.5 ? "up" : z > x ? "left" : "down";
      csv.append("%.4f,%.4f,%.4f,%s%n".formatted(x, y, z, side));
    }
    try {
      Files.writeString(folder.resolve("points.csv"), csv);
      Files.writeString(folder.resolve("tiny.yaml"), YAML);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
