package io.lockstep.lane;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.data.Examples;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.model.Pass;
import io.lockstep.model.TrainingRows;
import io.lockstep.random.Permutation;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.List;

/// A small task with dropout, and what its blocks are by definition.
final class Tasks {

  static final long SEED = 11;

  private Tasks() {}

  static LaneTask task(Examples examples, int batch, int shard) {
    return task(
        examples,
        batch,
        shard,
        dense(9, ActivationSpec.TANH),
        new LayerSpec.Dropout(0.3),
        dense(7, ActivationSpec.RELU),
        dense(MadeExamples.CLASSES, ActivationSpec.IDENTITY));
  }

  /// One in which lanes meet for the sums of layers, too.
  static LaneTask normed(Examples examples, int batch, int shard) {
    LayerSpec.Residual block =
        new LayerSpec.Residual(
            List.of(dense(7, ActivationSpec.PRELU), new LayerSpec.BatchNorm(0.1, 1e-5)),
            ActivationSpec.RELU,
            0.2,
            new InitializerSpec.Constant(0.1),
            new InitializerSpec.Constant(0));
    return task(
        examples,
        batch,
        shard,
        new LayerSpec.BatchNorm(0.1, 1e-5),
        dense(19, ActivationSpec.TANH),
        new LayerSpec.Noise(0.1),
        block,
        new LayerSpec.LayerNorm(1e-5),
        dense(MadeExamples.CLASSES, ActivationSpec.IDENTITY));
  }

  private static LaneTask task(Examples examples, int batch, int shard, LayerSpec... layers) {
    ModelSection model = new ModelSection(List.of(layers), LossSpec.CROSS_ENTROPY);
    Kernels kernels = Kernels.best();
    Network network = Network.of(model, MadeExamples.WIDTH, MadeExamples.CLASSES, kernels);
    return new LaneTask(
        network, examples, new BatchPlan(examples.count(), batch, shard), SEED, kernels, 32);
  }

  private static LayerSpec dense(int units, ActivationSpec activation) {
    return new LayerSpec.Dense(
        units,
        activation,
        0.01,
        new InitializerSpec.Kaiming(InitializerSpec.Distribution.UNIFORM),
        new InitializerSpec.Uniform(-0.1, 0.1));
  }

  static float[] parameters(LaneTask task) {
    float[] parameters = new float[task.network().layout().length()];
    task.network().initialize(SEED, parameters);
    return parameters;
  }

  /// What a block of a step comes to: gradient sum, loss, right answers.
  record Outcome(List<Float> gradient, double lossSum, long correctCount) {

    static Outcome of(float[] gradient, double lossSum, long correctCount) {
      List<Float> numbers = new ArrayList<>(gradient.length);
      for (float number : gradient) {
        numbers.add(number);
      }
      return new Outcome(List.copyOf(numbers), lossSum, correctCount);
    }
  }

  /// One shard at a time, added by the recursive definition.
  static Outcome byDefinition(LaneTask task, long step, Block block) {
    Definition definition = new Definition(task, step);
    float[] gradient = definition.sum(block);
    return Outcome.of(gradient, definition.loss(block), definition.correct);
  }

  private static final class Definition {
    private final LaneTask task;
    private final long step;
    private final int shards;
    private final double[] losses;
    private long correct;

    Definition(LaneTask task, long step) {
      this.task = task;
      this.step = step;
      this.shards = task.batches().shardsIn(step);
      this.losses = new double[shards];
    }

    float[] sum(Block block) {
      if (block.level() == 0) {
        return shard(block);
      }
      float[] sum = sum(block.left());
      if (block.right().firstShard() < shards) {
        float[] right = sum(block.right());
        for (int i = 0; i < sum.length; i++) {
          sum[i] += right[i];
        }
      }
      return sum;
    }

    double loss(Block block) {
      if (block.level() == 0) {
        return losses[block.index()];
      }
      return block.right().firstShard() < shards
          ? loss(block.left()) + loss(block.right())
          : loss(block.left());
    }

    private float[] shard(Block block) {
      BatchPlan batches = task.batches();
      Pass pass = task.network().pass(batches.shard(), batches.shard());
      Permutation order = Permutation.ofEpoch(SEED, batches.epochOf(step), batches.examples());
      int begin = batches.blockBegin(block);
      int end = batches.blockEnd(block, step);
      for (int row = begin; row < end; row++) {
        int example = order.at(batches.firstPosition(step) + row);
        task.examples().features(example, pass.input(), (row - begin) * MadeExamples.WIDTH);
        task.examples().target(example, pass.target(), row - begin);
      }
      float[] parameters = parameters(task);
      float[] gradient = new float[parameters.length];
      TrainingRows rows = new TrainingRows().set(end - begin, SEED, step, begin);
      pass.train(rows, parameters, gradient, (_, _) -> {});
      losses[block.index()] = pass.lossSum();
      correct += pass.correctCount();
      return gradient;
    }
  }
}
