package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.data.Examples;
import io.lockstep.kernel.Kernels;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.model.Network;
import io.lockstep.model.Pass;
import io.lockstep.model.TrainingRows;
import io.lockstep.random.Permutation;
import io.lockstep.shard.BatchPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A whole step against its definition: gradient of each shard by itself, added level by level, one
/// multiplication by 1/n, the formula of the optimiser.
final class LocalStepTest {

  private static final String OPTIMIZER =
      "train.optimizer={momentum: {learning-rate: 0.05, momentum: 0.8, weight-decay: 0.01}}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyStepOfAnEpochGivesTheBitsOfTheDefinition(int lanes) {
    PreparedRun run = SmallRun.prepare(folder, OPTIMIZER);
    long steps = run.batches().stepsPerEpoch();
    assertThat(run.batches().examplesIn(steps)).isLessThan(run.batches().batch());
    Definition definition = new Definition(run);
    Trainee trainee = run.newTrainee();
    try (LaneTeam team = new LaneTeam(run.laneTask(), lanes, LocalStep.CHUNK, Delivery.GATHERED)) {
      LocalStep step = new LocalStep(run, trainee, team);
      for (long at = 1; at <= steps; at++) {
        step.run(at);
        definition.step(at);
        assertThat(trainee.parameters())
            .as("version %d", at)
            .containsExactly(definition.parameters);
        assertThat(trainee.optimizer().moments().getFirst())
            .as("velocity of version %d", at)
            .containsExactly(definition.velocity);
      }
    }
  }

  private static final class Definition {
    private final PreparedRun run;
    private final BatchPlan batches;
    private final long seed;
    private final Pass pass;
    private final float[] parameters;
    private final float[] velocity;

    Definition(PreparedRun run) {
      this.run = run;
      this.batches = run.batches();
      this.seed = run.configuration().run().seed();
      Network network =
          Network.of(
              run.configuration().model(),
              run.network().inputWidth(),
              run.network().outputWidth(),
              Kernels.scalar());
      this.pass = network.pass(batches.shard(), batches.shard());
      this.parameters = new float[network.layout().length()];
      this.velocity = new float[parameters.length];
      network.initialize(seed, parameters);
    }

    void step(long step) {
      List<float[]> level = new ArrayList<>();
      for (int first = 0; first < batches.examplesIn(step); first += batches.shard()) {
        level.add(shard(step, first));
      }
      while (level.size() > 1) {
        level = above(level);
      }
      update(level.getFirst(), 1f / batches.examplesIn(step));
    }

    private float[] shard(long step, int first) {
      Examples examples = run.data().train();
      int count = Math.min(batches.shard(), batches.examplesIn(step) - first);
      Permutation order =
          Permutation.ofEpoch(seed, batches.epochOf(step), run.data().train().count());
      for (int row = 0; row < count; row++) {
        int example = order.at(batches.firstPosition(step) + first + row);
        examples.features(example, pass.input(), row * examples.featureWidth());
        examples.target(example, pass.target(), row * examples.targetWidth());
      }
      float[] gradient = new float[parameters.length];
      pass.train(
          new TrainingRows().set(count, seed, step, first), parameters, gradient, (_, _) -> {});
      return gradient;
    }

    /// A node without a right sibling goes up as it is.
    private static List<float[]> above(List<float[]> level) {
      List<float[]> above = new ArrayList<>();
      for (int left = 0; left < level.size(); left += 2) {
        float[] node = level.get(left).clone();
        if (left + 1 < level.size()) {
          float[] right = level.get(left + 1);
          for (int i = 0; i < node.length; i++) {
            node[i] = node[i] + right[i];
          }
        }
        above.add(node);
      }
      return above;
    }

    private void update(float[] sum, float factor) {
      OptimizerSpec.Momentum spec =
          (OptimizerSpec.Momentum) run.configuration().train().optimizer();
      float rate = (float) spec.learningRate();
      float momentum = (float) spec.momentum();
      float decay = (float) spec.weightDecay();
      for (int i = 0; i < sum.length; i++) {
        float mean = sum[i] * factor;
        float decayed = decay * parameters[i];
        float slope = mean + decayed;
        float kept = momentum * velocity[i];
        float speed = kept + slope;
        velocity[i] = Math.abs(speed) < Float.MIN_NORMAL ? 0f : speed;
        float change = rate * velocity[i];
        parameters[i] = parameters[i] - change;
      }
    }
  }
}
