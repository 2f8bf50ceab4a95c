package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.config.ClassWeights;
import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole runs with the pieces that a net can be made of, none of which may make the weights depend
/// on who computes what.
final class CatalogueTest {

  private static final String NUMBER = "data.train.label=z";
  private static final String SEVERAL = "data.train.label=[z, y]";
  private static final String ONE = "model.layers.3.dense=1";

  @TempDir Path folder;

  /// Settings of runs.
  static Stream<List<String>> pieces() {
    return Stream.of(
        List.of("model.layers.0.activation=elu", "model.layers.2.activation=selu"),
        List.of("model.layers.0.activation=gelu", "model.layers.2.activation=silu"),
        List.of("model.layers.0.activation=gelu-tanh", "model.layers.2.activation=softplus"),
        List.of("model.layers.0.activation=softsign", "model.layers.2.activation=hard-tanh"),
        List.of("model.layers.0.activation=hard-sigmoid", "model.layers.3.activation=log-softmax"),
        List.of("model.loss={cross-entropy: {label-smoothing: 0.1, class-weights: balanced}}"),
        List.of("model.loss={focal: {class-weights: {up: 2.5}}}"),
        List.of("model.loss=hinge", "model.layers.0.init={orthogonal: {gain: 1.4}}"),
        List.of("model.layers.0.init=fan-in", "model.layers.2.init=lecun-normal"),
        List.of("model.layers.2.init={truncated-normal: {deviation: 0.3}}"),
        List.of("model.loss={mse: {targets: [0.01, 0.99]}}", "model.layers.3.activation=sigmoid"),
        List.of("model.loss={huber: {delta: 0.5}}", NUMBER, ONE, "data.ignore=[side]"),
        List.of("model.loss=log-cosh", NUMBER, ONE, "data.ignore=[side]"),
        List.of("model.loss=mse", SEVERAL, "model.layers.3.dense=2", "data.ignore=[side]"));
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void theWeightsDoNotDependOnTheNumberOfLanes(List<String> settings) {
    PreparedRun run = SmallRun.prepare(folder, settings.toArray(String[]::new));
    TrainingResult one = SmallRun.train(run, folder.resolve("runs"), 1);
    for (int lanes = 2; lanes <= 3; lanes++) {
      TrainingResult many = SmallRun.train(run, folder.resolve("runs"), lanes);
      assertThat(many.weightsSha256()).isEqualTo(one.weightsSha256());
      assertThat(many.metrics()).isEqualTo(one.metrics());
    }
  }

  @Test
  void balancedWeightsAreThoseOfTheTrainingPartAndKeptWithTheRun() {
    PreparedRun run =
        SmallRun.prepare(folder, "model.loss={cross-entropy: {class-weights: balanced}}");
    SortedMap<String, Double> weights =
        ((ClassWeights.ByClass) ClassWeights.of(run.configuration().model().loss())).weights();
    assertThat(weights).containsOnlyKeys("down", "left", "up");
    long[] counts = new long[3];
    float[] target = new float[1];
    for (int i = 0; i < run.data().train().count(); i++) {
      run.data().train().target(i, target, 0);
      counts[(int) target[0]]++;
    }
    double even = run.data().train().count() / 3.0;
    assertThat(weights.get("down")).isEqualTo(even / counts[0]);
    assertThat(weights.get("left")).isEqualTo(even / counts[1]);
    assertThat(weights.get("up")).isEqualTo(even / counts[2]);
  }

  @Test
  void valuesThatDoNotFitTheirTensorAreRefused() {
    assertThatThrownBy(() -> SmallRun.prepare(folder, "model.layers.3.bias-init={values: [1, 2]}"))
        .hasMessage(
            "2 values were given, but there are 3, one for each unit"
                + " (model.layers[3] (dense_3).bias-init)");
    assertThatThrownBy(() ->
            SmallRun.prepare(
                folder,
                "data.ignore=[z]",
                "model.layers.0.dense=3",
                "model.layers.0.init={values: [[1, 2], [3, 4], [5, 6]]}"))
        .hasMessage(
            "3 rows of 2 values were given, but there are 2 rows of 3, a row for each input"
                + " (model.layers[0] (dense_1).init)")
        .extracting(thrown -> ((LockstepException) thrown).failure().advice())
        .isEqualTo("transpose them: PyTorch has a row for each unit");
  }

  @Test
  void aWeightOfNoClassIsRefused() {
    assertThatThrownBy(
            () -> SmallRun.prepare(folder, "model.loss={focal: {class-weights: {upp: 2, up: 1}}}"))
        .hasMessage(
            "class-weights names 'upp', which no label is (model.loss.focal.class-weights)");
  }
}
