package io.lockstep.worker;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small run whose vector has three chunks.
final class StagedRun {

  static final int CHUNKS = 3;
  static final int CHUNK = 1024;

  private static final int ROWS = 80;
  private static final String YAML =
      """
      run: { name: staged, seed: 5 }
      data:
        train: { csv: points.csv, label: side }
      model:
        layers:
          - dense: 64
            activation: relu
          - dense: 32
            activation: tanh
          - dense: 2
        loss: cross-entropy
      train: { epochs: 3, batch: 40, shard: 10, optimizer: { sgd: { learning-rate: 0.1 } } }
      wire: { chunk: 1024 }
      """;

  private StagedRun() {}

  static PreparedRun in(Path folder, String... overrides) throws IOException {
    StringBuilder csv = new StringBuilder("x,y,z,side\n");
    for (int row = 0; row < ROWS; row++) {
      csv.append("%d,%d,%d,%s%n".formatted(row % 7, row % 5, row, row % 3 == 0 ? "in" : "out"));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    Path file = folder.resolve("staged.yaml");
    Files.writeString(file, YAML);
    return PreparedRun.prepare(ConfigurationReader.read(file, List.of(overrides)), folder);
  }

  static int length(PreparedRun run, int chunk) {
    return Math.min(CHUNK, run.network().layout().length() - chunk * CHUNK);
  }
}
