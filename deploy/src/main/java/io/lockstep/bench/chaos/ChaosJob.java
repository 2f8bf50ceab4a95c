package io.lockstep.bench.chaos;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.format.Sha256;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// What the cluster trains: a small net on data made here, with dropout, a last batch that is
/// smaller and a shard that is not full. It has no end but the one that it is brought to.
///
/// @param configuration file in the folder
/// @param run as one process has it
record ChaosJob(Path configuration, PreparedRun run) {

  private static final String NAME = "chaos";
  private static final int ROWS = 3_331;
  private static final int COLUMNS = 12;
  private static final String YAML =
      """
      run: { name: chaos, seed: 7 }
      data:
        train: { csv: points.csv, label: side }
        validation: 0.2
      model:
        layers:
          - dense: 96
            activation: tanh
          - dropout: 0.3
          - dense: 48
            activation: relu
          - dense: 3
        loss: cross-entropy
      train:
        epochs: 1000000
        batch: 123
        shard: 10
        optimizer: { momentum: { learning-rate: 0.02 } }
      checkpoint: { every-steps: 200, keep: 3 }
      wire: { chunk: 1024 }
      """;

  static ChaosJob in(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder csv = new StringBuilder();
    for (int column = 0; column < COLUMNS; column++) {
      csv.append('x').append(column).append(',');
    }
    csv.append("side\n");
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int column = 0; column < COLUMNS; column++) {
        double value = random.nextGaussian();
        sum += column % 3 == 0 ? value : 0;
        csv.append("%.4f,".formatted(value));
      }
      csv.append(sum > 1 ? "up" : sum < -1 ? "down" : "level").append('\n');
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    Path configuration = Files.writeString(folder.resolve(NAME + ".yaml"), YAML);
    return prepared(configuration, List.of());
  }

  private static ChaosJob prepared(Path configuration, List<String> overrides) {
    PreparedRun run =
        PreparedRun.prepare(
            ConfigurationReader.read(configuration, overrides), configuration.getParent());
    return new ChaosJob(configuration, run);
  }

  /// The same on the same data, but for these values.
  ChaosJob with(List<String> overrides) {
    return prepared(configuration, overrides);
  }

  /// The folder of a run of it; the first is 1.
  static Path folderIn(Path runs, int number) {
    return runs.resolve("%s-%d".formatted(NAME, number));
  }

  /// Its name without the number.
  static String name() {
    return NAME;
  }

  /// Makes the steps of a run that is over in one process, and compares.
  ///
  /// @param run its folder
  /// @param complain is told what is not as it should be
  ChaosReport.End compare(Path run, Consumer<String> complain) {
    RunReport report = RunFolder.reportOf(run);
    LedgerAudit audit =
        LedgerAudit.of(run.resolve("ledger.jsonl"), this.run.batches()::shardsIn, report.ledger());
    audit
        .faults()
        .forEach(
            each -> complain.accept("ledger: step %d: %s".formatted(each.step(), each.what())));
    if (audit.steps() != report.steps()) {
      complain.accept(
          "the ledger has %d steps, the run %d".formatted(audit.steps(), report.steps()));
    }
    String local = weightsAfter(report.steps());
    if (!report.weightsSha256().equals(local)) {
      complain.accept(
          "the weights after %d steps are %s, but in one process %s"
              .formatted(report.steps(), report.weightsSha256(), local));
    }
    return new ChaosReport.End(report.steps(), report.weightsSha256(), local);
  }

  /// The weights of one process after so many steps.
  private String weightsAfter(long steps) {
    Trainee trainee = run.newTrainee();
    try (LaneTeam team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED)) {
      LocalStep step = new LocalStep(run, trainee, team);
      for (long at = 1; at <= steps; at++) {
        step.run(at);
      }
    }
    return Sha256.weights(trainee.parameters());
  }
}
