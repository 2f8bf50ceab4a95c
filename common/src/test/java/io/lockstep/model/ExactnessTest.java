package io.lockstep.model;

import static io.lockstep.model.Models.activation;
import static io.lockstep.model.Models.batchNorm;
import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.dropout;
import static io.lockstep.model.Models.layerNorm;
import static io.lockstep.model.Models.model;
import static io.lockstep.model.Models.noise;
import static io.lockstep.model.Models.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bits of a gradient depend neither on the kernels nor on how rows are dealt out.
final class ExactnessTest {

  private static final long SEED = 42;
  private static final int INPUTS = 13;

  private static ModelSection odd(LossSpec loss, int outputs) {
    return model(
        loss,
        dense(37, ActivationSpec.RELU),
        dropout(0.2),
        dense(19, ActivationSpec.TANH),
        dropout(0.5),
        dense(18, ActivationSpec.LEAKY_RELU),
        dense(17, ActivationSpec.SIGMOID),
        dense(outputs, ActivationSpec.IDENTITY));
  }

  private static ModelSection blocks() {
    ActivationSpec none = ActivationSpec.IDENTITY;
    return model(
        LossSpec.CROSS_ENTROPY,
        new LayerSpec.Scale(0.7, 0.1),
        noise(0.1),
        batchNorm(),
        dense(37, ActivationSpec.PRELU),
        layerNorm(),
        residual(
            ActivationSpec.RELU, dense(19, none), batchNorm(), activation(ActivationSpec.RELU)),
        residual(none, layerNorm(), dense(19, ActivationSpec.PRELU), dropout(0.2), noise(0.3)),
        dense(10, none));
  }

  /// In layers of their own, too, one after the other.
  private static ModelSection everyActivation() {
    List<LayerSpec> layers = new ArrayList<>();
    for (ActivationSpec activation : ActivationSpec.values()) {
      if (!activation.isOfRows()) {
        layers.add(dense(9 + activation.ordinal(), activation));
        layers.add(activation(activation));
      }
    }
    layers.add(dense(7, ActivationSpec.LOG_SOFTMAX));
    return new ModelSection(layers, LossSpec.MSE);
  }

  static Stream<Arguments> modelsRowsAndShards() {
    List<Arguments> cases = new ArrayList<>();
    for (int[] rowsAndShard : new int[][] {{1, 4}, {7, 7}, {8, 4}, {29, 4}, {33, 16}, {64, 16}}) {
      cases.add(Arguments.of(odd(LossSpec.CROSS_ENTROPY, 10), rowsAndShard[0], rowsAndShard[1]));
      cases.add(Arguments.of(odd(LossSpec.MSE, 21), rowsAndShard[0], rowsAndShard[1]));
      cases.add(Arguments.of(odd(new LossSpec.LogCosh(), 3), rowsAndShard[0], rowsAndShard[1]));
      cases.add(Arguments.of(odd(LossSpec.MAE, 3), rowsAndShard[0], rowsAndShard[1]));
      cases.add(Arguments.of(blocks(), rowsAndShard[0], rowsAndShard[1]));
      cases.add(
          Arguments.of(odd(new LossSpec.KullbackLeibler(), 5), rowsAndShard[0], rowsAndShard[1]));
      cases.add(Arguments.of(everyActivation(), rowsAndShard[0], rowsAndShard[1]));
      Losses.WITH_SETTINGS.forEach((loss, labels) -> {
        int outputs = labels.count() == 2 ? 1 : labels.count();
        cases.add(Arguments.of(odd(loss, outputs), rowsAndShard[0], rowsAndShard[1]));
      });
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("modelsRowsAndShards")
  void scalarAndBestKernelsGiveTheSameBits(ModelSection model, int rows, int shard) {
    Outcome scalar = Outcome.of(model, rows, shard, 0, rows, Kernels.scalar());
    Outcome best = Outcome.of(model, rows, shard, 0, rows, Kernels.best());
    scalar.assertSameBits(best);
  }

  @ParameterizedTest
  @MethodSource("modelsRowsAndShards")
  void aBlockIsTheTreeSumOfItsShards(ModelSection model, int rows, int shard) {
    Outcome whole = Outcome.of(model, rows, shard, 0, rows, Kernels.best());
    List<Outcome> nodes = new ArrayList<>();
    for (int from = 0; from < rows; from += shard) {
      int count = Math.min(shard, rows - from);
      nodes.add(Outcome.of(model, rows, shard, from, count, Kernels.best()));
    }
    tree(nodes).assertSameBits(whole);
  }

  @ParameterizedTest
  @MethodSource("modelsRowsAndShards")
  void halvesOfABatchAddUpToTheBatch(ModelSection model, int rows, int shard) {
    int shards = Math.ceilDiv(rows, shard);
    int half = Integer.highestOneBit(Math.max(1, shards - 1)) * shard;
    if (half >= rows) {
      return;
    }
    Outcome left = Outcome.of(model, rows, shard, 0, half, Kernels.best());
    Outcome right = Outcome.of(model, rows, shard, half, rows - half, Kernels.best());
    Outcome whole = Outcome.of(model, rows, shard, 0, rows, Kernels.best());
    left.plus(right).assertSameBits(whole);
  }

  private static Outcome tree(List<Outcome> nodes) {
    List<Outcome> level = nodes;
    while (level.size() > 1) {
      List<Outcome> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(i + 1 < level.size() ? level.get(i).plus(level.get(i + 1)) : level.get(i));
      }
      level = above;
    }
    return level.getFirst();
  }

  @Test
  void aSecondCallOfThePassLeavesNoTraceOfTheFirst() {
    ModelSection model = odd(LossSpec.CROSS_ENTROPY, 10);
    Network network = Network.of(model, INPUTS, 10, Kernels.best());
    float[] parameters = new float[network.layout().length()];
    network.initialize(SEED, parameters);
    Pass pass = network.pass(29, 4);
    Models.fill(1, pass.input(), 29 * INPUTS);
    Models.classes(2, pass.target(), 29, 10);
    float[] gradient = new float[parameters.length];
    pass.train(new TrainingRows().set(29, 7, 3, 0), parameters, gradient, (_, _) -> {});
    pass.predict(parameters, 11);
    pass.train(new TrainingRows().set(5, SEED, 9, 4), parameters, gradient, (_, _) -> {});

    Pass fresh = network.pass(5, 4);
    System.arraycopy(pass.input(), 0, fresh.input(), 0, 5 * INPUTS);
    System.arraycopy(pass.target(), 0, fresh.target(), 0, 5);
    float[] expected = new float[parameters.length];
    fresh.train(new TrainingRows().set(5, SEED, 9, 4), parameters, expected, (_, _) -> {});
    assertThat(gradient).containsExactly(expected);
    assertThat(pass.lossSum()).isEqualTo(fresh.lossSum());
  }

  @ParameterizedTest
  @MethodSource("modelsRowsAndShards")
  void membersOfAnyNumberGiveTheSameBits(ModelSection model, int rows, int shard) {
    for (BackwardOrder order : BackwardOrder.values()) {
      Outcome alone = Outcome.of(model, rows, shard, 0, rows, Kernels.best());
      for (int count : new int[] {2, 3, 5}) {
        Company company = new Company(model, INPUTS, rows, shard, count);
        company.fill();
        float[] gradient = company.train(order, SEED);
        assertThat(Outcome.bits(gradient)).as("%d members", count).isEqualTo(alone.gradientBits);
        assertThat(company.lossSum()).isEqualTo(alone.lossSum);
      }
    }
  }

  @Test
  void whatOnlyGoesForwardPredictsTheSameInLessMemory() {
    Network network = Network.of(blocks(), INPUTS, 10, Kernels.best());
    float[] parameters = new float[network.layout().length()];
    network.initialize(SEED, parameters);
    Pass training = network.pass(29, 4);
    Pass forward = network.inference(29, 4);
    Models.fill(1, training.input(), 29 * INPUTS);
    Models.fill(1, forward.input(), 29 * INPUTS);
    training.predict(parameters, 29);
    forward.predict(parameters, 29);
    assertThat(forward.output()).containsExactly(training.output());
    training.evaluate(parameters, 29);
    forward.evaluate(parameters, 29);
    assertThat(forward.lossSum()).isEqualTo(training.lossSum());
    TrainingRows rows = new TrainingRows().set(29, 7, 3, 0);
    assertThatThrownBy(
            () -> forward.train(rows, parameters, new float[parameters.length], (_, _) -> {}))
        .hasMessage("a pass for forward only");
  }

  /// What training on rows `[from, from + count)` of a fixed batch gives.
  private record Outcome(List<Integer> gradientBits, double lossSum, long correct) {

    static Outcome of(
        ModelSection model, int batch, int shard, int from, int count, Kernels kernels) {
      LabelShape labels = Losses.labelsOf(model);
      Network network = Network.of(model, INPUTS, labels, kernels);
      float[] parameters = new float[network.layout().length()];
      network.initialize(SEED, parameters);
      float[] input = new float[batch * INPUTS];
      float[] target = new float[batch * network.targetWidth()];
      Models.fill(5, input, input.length);
      Losses.fill(model.loss(), 6, target, batch, labels.count());
      Pass pass = network.pass(count, shard);
      System.arraycopy(input, from * INPUTS, pass.input(), 0, count * INPUTS);
      int width = network.targetWidth();
      System.arraycopy(target, from * width, pass.target(), 0, count * width);
      float[] gradient = new float[parameters.length];
      TrainingRows rows = new TrainingRows().set(count, SEED, 3, from);
      pass.train(rows, parameters, gradient, (_, _) -> {});
      return new Outcome(bits(gradient), pass.lossSum(), pass.correctCount());
    }

    Outcome plus(Outcome right) {
      float[] sum = new float[gradientBits.size()];
      for (int i = 0; i < sum.length; i++) {
        sum[i] =
            Float.intBitsToFloat(gradientBits.get(i))
                + Float.intBitsToFloat(right.gradientBits.get(i));
      }
      return new Outcome(bits(sum), lossSum + right.lossSum, correct + right.correct);
    }

    void assertSameBits(Outcome other) {
      assertThat(gradientBits).isEqualTo(other.gradientBits);
      assertThat(lossSum).isEqualTo(other.lossSum);
      assertThat(correct).isEqualTo(other.correct);
    }

    static List<Integer> bits(float[] floats) {
      List<Integer> bits = new ArrayList<>(floats.length);
      for (float value : floats) {
        bits.add(Float.floatToRawIntBits(value));
      }
      return bits;
    }
  }
}
