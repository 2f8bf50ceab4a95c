package io.lockstep.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.ClassWeights;
import io.lockstep.config.LossSpec;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses with settings against PyTorch in float64, from `fixtures/generate.py`.
final class PyTorchLossTest {

  private static final int WIDTH = 3;
  private static final List<Float> WEIGHTS = List.of(0.5f, 2f, 1.25f);

  static Stream<JsonNode> references() throws IOException {
    try (InputStream in = PyTorchLossTest.class.getResourceAsStream("/fixtures/losses.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void lossesAndGradientsAreThoseOfPyTorch(JsonNode reference) {
    float[] scores = floats(reference.get("scores"));
    int rows = scores.length / WIDTH;
    float[] dy = new float[scores.length];
    float[] losses = new float[rows];
    loss(reference.get("name").asText())
        .gradient(scores, floats(reference.get("target")), dy, losses, 0, rows);
    assertClose(losses, reference.get("losses"));
    assertClose(dy, reference.get("gradient"));
  }

  private static Loss loss(String name) {
    ClassWeights equal = ClassWeights.EQUAL;
    LossSpec.Levels levels = new LossSpec.Levels(0.01, 0.99);
    return switch (name) {
      case "huber" -> of(new LossSpec.Huber(0.3), List.of());
      case "log-cosh" -> of(new LossSpec.LogCosh(), List.of());
      case "hinge" -> of(new LossSpec.Hinge(1), List.of());
      case "smoothed" -> of(new LossSpec.CrossEntropy(0.1, equal), List.of());
      case "weighed" -> of(new LossSpec.CrossEntropy(0.2, equal), WEIGHTS);
      case "focal" -> of(new LossSpec.Focal(2, equal), WEIGHTS);
      case "levels" -> of(new LossSpec.Mse(Optional.of(levels)), List.of());
      case "shares" -> of(new LossSpec.KullbackLeibler(), List.of());
      case "labels" -> of(LossSpec.BINARY_CROSS_ENTROPY, List.of());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Loss of(LossSpec spec, List<Float> weights) {
    return Loss.of(spec, WIDTH, weights, Kernels.best());
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
    return floats;
  }

  private static void assertClose(float[] values, JsonNode reference) {
    assertThat(values).hasSize(reference.size());
    for (int i = 0; i < values.length; i++) {
      double expected = reference.get(i).asDouble();
      assertThat((double) values[i])
          .as("element %d", i)
          .isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
    }
  }
}
