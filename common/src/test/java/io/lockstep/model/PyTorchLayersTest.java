package io.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.ModelSection;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Norms, prelu, scale and residual blocks against PyTorch in float64, from
/// `fixtures/generate_layers.py`. The slots of running statistics hold sums over the rows.
final class PyTorchLayersTest {

  static Stream<JsonNode> references() throws IOException {
    try (InputStream in = PyTorchLayersTest.class.getResourceAsStream("/fixtures/layers.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void lossGradientStatisticsAndPredictionsAreThoseOfPyTorch(JsonNode reference) {
    int rows = reference.get("rows").asInt();
    Network network =
        Network.of(
            model(reference),
            reference.get("inputs").asInt(),
            reference.get("outputs").asInt(),
            Kernels.best());
    Pass pass = network.pass(rows, reference.get("shard").asInt());
    copy(reference.get("input"), pass.input());
    copy(reference.get("target"), pass.target());
    float[] parameters = new float[network.layout().length()];
    copy(reference.get("parameters"), parameters);
    float[] gradient = new float[parameters.length];

    pass.train(new TrainingRows().set(rows, 0, 1, 0), parameters, gradient, (_, _) -> {});
    double trainingLoss = pass.lossSum();
    pass.predict(parameters, rows);

    double lossSum = reference.get("lossSum").asDouble();
    assertThat(trainingLoss).isCloseTo(lossSum, within(1e-5 * (1 + lossSum)));
    assertClose(pass.output(), reference.get("predictions"));
    assertClose(gradient, reference.get("gradient"));
  }

  private static ModelSection model(JsonNode reference) {
    String yaml =
        "{ run: { name: torch }, data: { train: { csv: x.csv, label: y } }, model: { layers: %s, loss: mse } }"
            .formatted(reference.get("layers"));
    return ConfigurationReader.of("layers.json", yaml, List.of()).model();
  }

  private static void assertClose(float[] values, JsonNode reference) {
    assertThat(values).hasSize(reference.size());
    for (int i = 0; i < values.length; i++) {
      double expected = reference.get(i).asDouble();
      assertThat((double) values[i])
          .as("element %d", i)
          .isCloseTo(expected, within(2e-5 * (1 + Math.abs(expected))));
    }
  }

  private static void copy(JsonNode array, float[] floats) {
    assertThat(floats).hasSize(array.size());
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
  }
}
