package io.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Predictions, losses and gradients against PyTorch in float64, from `fixtures/generate.py`.
final class PyTorchTest {

  static Stream<JsonNode> references() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    for (String file : List.of("networks.json", "activations.json")) {
      try (InputStream in = PyTorchTest.class.getResourceAsStream("/fixtures/" + file)) {
        new ObjectMapper().readTree(in).forEach(cases::add);
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("references")
  void predictionsLossAndGradientAreThoseOfPyTorch(JsonNode reference) {
    int rows = reference.get("rows").asInt();
    ModelSection model = model(reference);
    int outputs = reference.get("units").get(reference.get("units").size() - 1).asInt();
    Network network = Network.of(model, reference.get("inputs").asInt(), outputs, Kernels.best());
    Pass pass = network.pass(rows, 2);
    copy(reference.get("input"), pass.input());
    copy(reference.get("target"), pass.target());
    float[] parameters = new float[network.layout().length()];
    copy(reference.get("parameters"), parameters);
    float[] gradient = new float[parameters.length];

    pass.train(new TrainingRows().set(rows, 0, 1, 0), parameters, gradient, (_, _) -> {});
    double trainingLoss = pass.lossSum();
    pass.evaluate(parameters, rows);
    pass.predict(parameters, rows);

    // A handful of roundings at values below 30 or so, each by 2^-24 of the value.
    assertThat(trainingLoss).isCloseTo(reference.get("lossSum").asDouble(), within(2e-5));
    assertThat(pass.lossSum()).isEqualTo(trainingLoss);
    assertClose(pass.output(), reference.get("predictions"));
    assertClose(gradient, reference.get("gradient"));
  }

  private static void assertClose(float[] values, JsonNode reference) {
    assertThat(values).hasSize(reference.size());
    for (int i = 0; i < values.length; i++) {
      double expected = reference.get(i).asDouble();
      assertThat((double) values[i])
          .as("element %d", i)
          .isCloseTo(expected, within(5e-6 * (1 + Math.abs(expected))));
    }
  }

  private static ModelSection model(JsonNode reference) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < reference.get("units").size(); i++) {
      String activation = enumName(reference.get("activations").get(i));
      layers.add(
          Models.dense(reference.get("units").get(i).asInt(), ActivationSpec.valueOf(activation)));
    }
    return new ModelSection(layers, loss(reference));
  }

  private static LossSpec loss(JsonNode reference) {
    return LossSpec.KINDS.stream()
        .filter(loss -> loss.word().equals(reference.get("loss").asText()))
        .findFirst()
        .orElseThrow();
  }

  private static String enumName(JsonNode word) {
    return word.asText().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static void copy(JsonNode array, float[] floats) {
    assertThat(floats).hasSize(array.size());
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
  }
}
