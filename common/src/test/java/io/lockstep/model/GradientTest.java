package io.lockstep.model;

import static io.lockstep.config.ActivationSpec.IDENTITY;
import static io.lockstep.model.Models.activation;
import static io.lockstep.model.Models.batchNorm;
import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.dropout;
import static io.lockstep.model.Models.layerNorm;
import static io.lockstep.model.Models.model;
import static io.lockstep.model.Models.noise;
import static io.lockstep.model.Models.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.kernel.Kernels;
import io.lockstep.layout.TensorKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients against central differences of the naive twin in double.
final class GradientTest {

  private static final int INPUTS = 5;
  private static final int ROWS = 11;
  private static final int SHARD = 4;

  /// Central differences of step h are off by h² and by 2^-53 / h: both near 1e-9 here.
  private static final double STEP = 1e-5;

  /// @param labels what the network is told of them
  record Case(ModelSection model, LabelShape labels) {}

  static Stream<Case> models() {
    List<Case> cases = new ArrayList<>();
    withBlocksAndNorms().forEach(model -> cases.add(new Case(model, LabelShape.of(3))));
    for (LossSpec loss : LossSpec.KINDS) {
      int outputs = loss instanceof LossSpec.BinaryCrossEntropy ? 1 : 3;
      LayerSpec last = dense(outputs, ActivationSpec.IDENTITY);
      List<ModelSection> models = new ArrayList<>();
      for (ActivationSpec middle : elementwise()) {
        models.add(model(loss, dense(6, middle), last));
        models.add(model(loss, dense(6, ActivationSpec.TANH), dense(outputs, middle)));
        models.add(model(loss, activation(middle), dense(4, middle), activation(middle), last));
      }
      models.add(model(loss, last));
      models.add(model(loss, dropout(0.3), dense(7, ActivationSpec.TANH), dropout(0.5), last));
      models.add(
          model(loss, dense(7, ActivationSpec.TANH), dropout(0.5), activation(tanh()), last));
      models.add(model(loss, dense(9, ActivationSpec.RELU), last, dropout(0.25)));
      if (outputs > 1) {
        for (ActivationSpec end : List.of(ActivationSpec.SOFTMAX, ActivationSpec.LOG_SOFTMAX)) {
          models.add(model(loss, dense(6, tanh()), dense(outputs, end)));
          models.add(model(loss, dense(6, tanh()), last, activation(end)));
        }
      }
      models.forEach(model -> cases.add(new Case(model, LabelShape.of(outputs))));
    }
    Losses.WITH_SETTINGS.forEach((loss, labels) -> {
      int outputs = labels.count() == 2 ? 1 : labels.count();
      cases.add(new Case(model(loss, dense(6, tanh()), dense(outputs, IDENTITY)), labels));
    });
    return cases.stream();
  }

  private static List<ModelSection> withBlocksAndNorms() {
    ActivationSpec none = ActivationSpec.IDENTITY;
    LayerSpec last = dense(3, none);
    LayerSpec tanh = activation(tanh());
    List<ModelSection> models = new ArrayList<>();
    for (LossSpec loss : List.of(LossSpec.MSE, LossSpec.CROSS_ENTROPY)) {
      for (LayerSpec norm : List.of(batchNorm(), layerNorm())) {
        models.add(model(loss, norm, last));
        models.add(model(loss, dense(6, none), norm, tanh, last));
        models.add(model(loss, dense(6, tanh()), norm, norm, dense(17, tanh()), norm, last));
        models.add(model(loss, dense(6, tanh()), dropout(0.3), norm, last, norm));
        models.add(model(loss, residual(none, norm, dense(5, tanh()), norm), last));
      }
      models.add(model(loss, noise(0.5), dense(7, tanh()), noise(0.1), last));
      models.add(model(loss, new LayerSpec.Scale(0.3, -0.2), dense(6, tanh()), last));
      models.add(model(loss, dense(6, tanh()), new LayerSpec.Scale(-1.3, 0.2), last));
      models.add(model(loss, dense(6, tanh()), residual(none, dense(6, tanh())), last));
      models.add(model(loss, residual(tanh(), dense(6, tanh()), dense(9, none)), last));
      models.add(
          model(
              loss,
              dense(6, tanh()),
              residual(tanh(), dense(6, none)),
              residual(none, tanh, dense(8, none), dropout(0.2)),
              residual(tanh(), residual(none, dense(8, tanh())), dense(4, none)),
              residual(none, residual(tanh(), dense(4, tanh())), activation(tanh())),
              last));
      models.add(model(loss, residual(none, activation(tanh()), noise(0.2)), last));
      models.add(
          model(loss, dense(7, ActivationSpec.PRELU), activation(ActivationSpec.PRELU), last));
      models.add(
          model(
              loss,
              activation(ActivationSpec.PRELU),
              residual(ActivationSpec.PRELU, dense(5, ActivationSpec.PRELU)),
              last));
      models.add(model(loss, last, residual(none, dense(3, none))));
    }
    return models;
  }

  private static List<ActivationSpec> elementwise() {
    return Stream.of(ActivationSpec.values()).filter(a -> !a.isOfRows()).toList();
  }

  private static ActivationSpec tanh() {
    return ActivationSpec.TANH;
  }

  @ParameterizedTest
  @MethodSource("models")
  void lossAndGradientAreThoseOfTheNaiveTwin(Case given) {
    ModelSection model = given.model();
    TrainingRows rows = new TrainingRows().set(ROWS, 42, (1L << 33) + 5, 8);
    Network network = Network.of(model, INPUTS, given.labels(), Kernels.scalar());
    float[] parameters = new float[network.layout().length()];
    network.initialize(3, parameters);
    Pass pass = network.pass(ROWS + 1, SHARD);
    Models.fill(1, pass.input(), ROWS * INPUTS);
    Losses.fill(model.loss(), 2, pass.target(), ROWS, given.labels().count());
    float[] gradient = new float[parameters.length];
    Arrays.fill(gradient, Float.NaN);

    pass.train(rows, parameters, gradient, (_, _) -> {});

    DoubleTwin twin = new DoubleTwin(model, given.labels().classWeights(), INPUTS, rows, SHARD);
    double[] exact = new double[parameters.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = parameters[i];
    }
    assertThat(pass.lossSum())
        .isCloseTo(twin.lossSum(exact, pass.input(), pass.target()), within(1e-5));
    for (int i : trained(network)) {
      double value = exact[i];
      exact[i] = value + STEP;
      double above = twin.lossSum(exact, pass.input(), pass.target());
      exact[i] = value - STEP;
      double below = twin.lossSum(exact, pass.input(), pass.target());
      exact[i] = value;
      assertThat((double) gradient[i])
          .as("gradient %d", i)
          .isCloseTo((above - below) / (2 * STEP), within(1e-5 * (1 + Math.abs(gradient[i]))));
    }
  }

  /// All but the statistics, whose slots hold no gradient.
  private static int[] trained(Network network) {
    return network.layout().tensors().stream()
        .filter(tensor -> tensor.kind() instanceof TensorKind.Trained)
        .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.end()))
        .toArray();
  }
}
