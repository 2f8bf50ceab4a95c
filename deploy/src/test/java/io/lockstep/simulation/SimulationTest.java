package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to workers and frames, a run ends with the weights of an undisturbed one. A
/// failure prints its seed and the command that replays it.
final class SimulationTest {

  private static final int SEEDS = Integer.getInteger("lockstep.simulation.seeds", 250);
  private static final int STEPS = 50;

  private static final String YAML =
      """
      run: { name: simulated, seed: 5 }
      data:
        train: { csv: points.csv, label: side }
      model:
        layers:
          - dense: 64
            activation: relu
          - dropout: 0.2
          - dense: 32
            activation: tanh
          - dense: 2
        loss: cross-entropy
      train:
        epochs: 10
        batch: 41
        shard: 6
        optimizer: { adam: { learning-rate: 0.01 } }
      wire: { chunk: 1024 }
      """;

  @TempDir Path folder;

  @Test
  void everySeedEndsWithTheWeightsOfTheUndisturbedRun() throws IOException {
    PreparedRun run = prepare();
    assertThat(run.lastStep()).isEqualTo(STEPS);
    assertThat(run.network().layout().length()).isGreaterThan(2 * 1024);
    String undisturbed = undisturbed(run);
    SimulatedToll toll = new SimulatedToll();
    try (LaneTeam lane = SimulatedCluster.laneFor(run)) {
      Integer only = Integer.getInteger("lockstep.simulation.seed");
      int first = only == null ? 0 : only;
      int end = only == null ? SEEDS : only + 1;
      for (int seed = first; seed < end; seed++) {
        SimulatedCluster cluster = new SimulatedCluster(run, lane, seed, toll);
        assertThat(train(cluster, seed)).as(replay(seed)).isEqualTo(undisturbed);
      }
      if (only == null) {
        assertAllHappened(toll);
      }
    }
  }

  /// A simulation in which nothing goes wrong shows nothing.
  private static void assertAllHappened(SimulatedToll toll) {
    assertThat(toll.deaths).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.leaves).as("%s", toll).isGreaterThan(SEEDS / 2);
    assertThat(toll.interrupts).as("%s", toll).isGreaterThan(SEEDS / 4);
    assertThat(toll.looksPaused).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.damaged).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.foreign).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.late).as("%s", toll).isGreaterThan(SEEDS);
  }

  private static String train(SimulatedCluster cluster, int seed) {
    try {
      return cluster.train();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(replay(seed) + ": " + e.getMessage(), e);
    }
  }

  private static String replay(int seed) {
    return """
    seed %d; replay: deploy/bin/test -pl deploy -am -Dtest=SimulationTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dlockstep.simulation.seed=%d\
    """
        .formatted(seed, seed);
  }

  private String undisturbed(PreparedRun run) {
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "simulated")) {
      return new LocalTraining(run, 1).train(made, TrainingObserver.SILENT).weightsSha256();
    }
  }

  private PreparedRun prepare() throws IOException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("x,y,z,side\n");
    for (int row = 0; row < 200; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      csv.append(
          "%.3f,%.3f,%.3f,%s%n".formatted(x, y, random.nextGaussian(), x * y > 0 ? "in" : "out"));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    Path file = folder.resolve("simulated.yaml");
    Files.writeString(file, YAML);
    return PreparedRun.prepare(ConfigurationReader.read(file, List.of()), folder);
  }
}
