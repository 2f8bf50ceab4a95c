package io.lockstep.model;

import static io.lockstep.model.Models.dense;
import static io.lockstep.model.Models.dropout;
import static io.lockstep.model.Models.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.random.Permutation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The loss curve of a tiny run, to the last bit. If it changes, results of this version differ
/// from those of earlier ones: say so in the changelog, then copy the new curve into the file.
final class GoldenCurveTest {

  private static final int EXAMPLES = 90;
  private static final int BATCH = 20;
  private static final int SHARD = 8;
  private static final int EPOCHS = 8;
  private static final long SEED = 42;

  @Test
  void theCurveIsThatOfEarlierVersions() throws IOException {
    String golden;
    try (InputStream in = getClass().getResourceAsStream("/fixtures/golden-curve.txt")) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Kernels kernels : List.of(Kernels.scalar(), Kernels.best())) {
      assertThat(curve(kernels)).as(kernels.description()).isEqualTo(golden);
    }
  }

  private static String curve(Kernels kernels) {
    Network network =
        Network.of(
            model(
                LossSpec.CROSS_ENTROPY,
                dense(19, ActivationSpec.TANH),
                dropout(0.1),
                dense(11, ActivationSpec.RELU),
                dense(3, ActivationSpec.SOFTMAX)),
            2,
            3,
            kernels);
    float[] parameters = new float[network.layout().length()];
    float[] gradient = new float[parameters.length];
    network.initialize(SEED, parameters);
    Optimizer optimizer =
        Optimizer.of(
            new OptimizerSpec.AdamW(0.02, 0.9, 0.999, 1e-8, 0.01),
            parameters.length,
            Kernels.best());
    float[] points = new float[2 * EXAMPLES];
    Models.fill(SEED, points, points.length);
    Pass pass = network.pass(EXAMPLES, SHARD);
    TrainingRows rows = new TrainingRows();
    StringBuilder curve = new StringBuilder();
    long step = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Permutation order = Permutation.ofEpoch(SEED, epoch, EXAMPLES);
      for (int from = 0; from < EXAMPLES; from += BATCH) {
        int count = Math.min(BATCH, EXAMPLES - from);
        gather(points, order, from, count, pass);
        step++;
        pass.train(rows.set(count, SEED, step, 0), parameters, gradient, (_, _) -> {});
        kernels.scale(1f / count, gradient, 0, gradient.length);
        optimizer.update(step, 0.02, parameters, gradient, 0, parameters.length);
        curve.append("step=%d loss=%s%n".formatted(step, pass.lossSum() / count));
      }
      gather(points, order, 0, EXAMPLES, pass);
      pass.evaluate(parameters, EXAMPLES);
      curve.append("epoch=%d correct=%d%n".formatted(epoch, pass.correctCount()));
    }
    return curve.toString().replace(System.lineSeparator(), "\n");
  }

  /// Three classes: rings around the origin.
  private static void gather(float[] points, Permutation order, int from, int count, Pass pass) {
    for (int row = 0; row < count; row++) {
      int example = order.at(from + row);
      float x = points[2 * example];
      float y = points[2 * example + 1];
      float square = x * x + y * y;
      pass.input()[2 * row] = x;
      pass.input()[2 * row + 1] = y;
      pass.target()[row] = square < 0.4f ? 0 : square < 0.9f ? 1 : 2;
    }
  }
}
