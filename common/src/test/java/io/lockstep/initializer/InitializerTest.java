package io.lockstep.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.InitializerSpec.Distribution;
import io.lockstep.random.Keys;
import io.lockstep.random.Normal;
import io.lockstep.random.Purpose;
import io.lockstep.random.Uniform;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InitializerTest {

  private static final long KEY = Keys.key(42, Purpose.INITIAL_WEIGHTS, 0);

  static Stream<JsonNode> references() throws IOException {
    try (InputStream in =
        InitializerTest.class.getResourceAsStream("/fixtures/initializers.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  /// Both are samples of about 200 000; their deviations differ by less than 1 % at 4 standard
  /// errors.
  @ParameterizedTest
  @MethodSource("references")
  void deviationAndRangeAreThoseOfPyTorch(JsonNode reference) {
    int inputs = reference.get("inputs").asInt();
    int units = reference.get("units").asInt();
    String kind = reference.get("kind").asText();
    float[] weights = new float[inputs * units];
    new Initializer(spec(kind), inputs, units).fill(KEY, weights, 0, weights.length);
    assertThat(deviation(weights) / reference.get("deviation").asDouble())
        .isCloseTo(1, within(0.01));
    double tolerance = kind.endsWith("uniform") ? 0.001 : 0.25;
    assertThat(largest(weights) / reference.get("largest").asDouble())
        .isCloseTo(1, within(tolerance));
  }

  private static InitializerSpec spec(String kind) {
    return switch (kind) {
      case "xavier uniform" -> new InitializerSpec.Xavier(Distribution.UNIFORM);
      case "xavier normal" -> new InitializerSpec.Xavier(Distribution.NORMAL);
      case "kaiming uniform" -> new InitializerSpec.Kaiming(Distribution.UNIFORM);
      case "kaiming normal" -> new InitializerSpec.Kaiming(Distribution.NORMAL);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void constantsFillTheirSliceOnly() {
    float[] parameters = {9, 9, 9, 9};
    new Initializer(new InitializerSpec.Constant(0.1), 1, 1).fill(KEY, parameters, 1, 2);
    assertThat(parameters).containsExactly(9, 0.1f, 0.1f, 9);
  }

  @Test
  void uniformStaysInItsHalfOpenRangeEvenAfterRounding() {
    float[] values = new float[100_000];
    float high = Math.nextUp(1f);
    new Initializer(new InitializerSpec.Uniform(1, high), 1, 1).fill(KEY, values, 0, values.length);
    assertThat(values).containsOnly(1f);
    new Initializer(new InitializerSpec.Uniform(-2, 3), 1, 1).fill(KEY, values, 0, values.length);
    double mean = 0;
    for (float value : values) {
      assertThat(value >= -2 && value < 3).isTrue();
      mean += value / values.length;
    }
    assertThat(mean).isCloseTo(0.5, within(5 * 1.443 / Math.sqrt(values.length)));
  }

  @Test
  void normalHasTheGivenMeanAndDeviation() {
    float[] values = new float[100_000];
    new Initializer(new InitializerSpec.Normal(3, 0.5), 1, 1).fill(KEY, values, 0, values.length);
    double mean = 0;
    for (float value : values) {
      mean += value / values.length;
    }
    assertThat(mean).isCloseTo(3, within(0.01));
    assertThat(deviation(values)).isCloseTo(0.5, within(0.01));
  }

  /// Values are drawn some thousands at a time.
  @Test
  void aLargeTensorHasTheNumbersOfItsKeyInOneRow() {
    int length = 10_001;
    double[] draws = new double[length];
    float[] values = new float[length];
    Normal.fill(KEY, 0, draws, length);
    new Initializer(new InitializerSpec.Normal(3, 0.5), 1, 1).fill(KEY, values, 0, length);
    for (int i = 0; i < length; i++) {
      assertThat(values[i]).isEqualTo((float) (3 + 0.5 * draws[i]));
    }
    Uniform.fill(KEY, 0, draws, length);
    new Initializer(new InitializerSpec.Uniform(-2, 3), 1, 1).fill(KEY, values, 0, length);
    for (int i = 0; i < length; i++) {
      assertThat(values[i]).isEqualTo((float) (-2 + 5 * draws[i]));
    }
  }

  @Test
  void anElementDoesNotDependOnWhereItsTensorLies() {
    InitializerSpec spec = new InitializerSpec.Kaiming(Distribution.NORMAL);
    float[] alone = new float[7];
    float[] shifted = new float[12];
    new Initializer(spec, 5, 2).fill(KEY, alone, 0, 7);
    new Initializer(spec, 5, 2).fill(KEY, shifted, 3, 7);
    for (int i = 0; i < 7; i++) {
      assertThat(shifted[3 + i]).isEqualTo(alone[i]);
    }
  }

  private static double deviation(float[] values) {
    double mean = 0;
    double square = 0;
    for (float value : values) {
      mean += value / (double) values.length;
      square += (double) value * value / values.length;
    }
    return Math.sqrt(square - mean * mean);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
