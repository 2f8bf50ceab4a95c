package io.lockstep.model;

import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class LearningTest {

  private static final float[] XOR = {0, 0, 0, 1, 1, 0, 1, 1};

  @ParameterizedTest
  @FieldSource("io.lockstep.config.LossSpec#KINDS")
  void everyLossLearnsXor(LossSpec loss) {
    boolean classes = loss.labels() == LossSpec.Labels.CLASSES;
    Network network =
        Network.of(
            model(loss, dense(8, ActivationSpec.TANH), dense(classes ? 2 : 1, last(loss))),
            2,
            classes ? 2 : 1,
            Kernels.scalar());
    float[] parameters = new float[network.layout().length()];
    float[] gradient = new float[parameters.length];
    network.initialize(7, parameters);
    Optimizer optimizer =
        Optimizer.of(
            new OptimizerSpec.Adam(0.03, 0.9, 0.999, 1e-8, 0), parameters.length, Kernels.best());
    Pass pass = network.pass(4, 2);
    System.arraycopy(XOR, 0, pass.input(), 0, 8);
    for (int row = 0; row < 4; row++) {
      pass.target()[row] = XOR[2 * row] == XOR[2 * row + 1] ? 0 : 1;
    }
    TrainingRows rows = new TrainingRows();
    for (int step = 1; step <= 500; step++) {
      pass.train(rows.set(4, 7, step, 0), parameters, gradient, (_, _) -> {});
      Kernels.scalar().scale(0.25f, gradient, 0, gradient.length);
      optimizer.update(step, 0.03, parameters, gradient, 0, parameters.length);
    }
    pass.evaluate(parameters, 4);
    assertThat(pass.lossSum() / 4).isBetween(0.0, 0.08);
  }

  private static ActivationSpec last(LossSpec loss) {
    return loss == LossSpec.MSE ? ActivationSpec.SIGMOID : ActivationSpec.IDENTITY;
  }

  @Test
  void progressDescendsToZeroOncePerTrainedLayer() {
    Network network =
        Network.of(
            model(
                LossSpec.MSE,
                dense(3, ActivationSpec.RELU),
                Models.dropout(0.5),
                dense(2, ActivationSpec.IDENTITY)),
            4,
            2,
            Kernels.scalar());
    float[] parameters = new float[network.layout().length()];
    Pass pass = network.pass(4, 2);
    StringBuilder seen = new StringBuilder();
    pass.train(
        new TrainingRows().set(4, 1, 1, 0),
        parameters,
        new float[parameters.length],
        (from, end) -> seen.append(from).append("..").append(end).append(' '));
    assertThat(seen).hasToString("21..23 15..21 12..15 0..12 ");
  }
}
