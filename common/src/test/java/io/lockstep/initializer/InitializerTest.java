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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class InitializerTest {

  private static final long KEY = Keys.key(42, Purpose.INITIAL_WEIGHTS, 0);

  static Stream<JsonNode> references() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    for (String file : List.of("initializers.json", "later-initializers.json")) {
      try (InputStream in = InitializerTest.class.getResourceAsStream("/fixtures/" + file)) {
        new ObjectMapper().readTree(in).forEach(cases::add);
      }
    }
    return cases.stream();
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
    double tolerance = kind.endsWith("uniform") || kind.equals("fan in") ? 0.001 : 0.25;
    assertThat(largest(weights) / reference.get("largest").asDouble())
        .isCloseTo(1, within(tolerance));
  }

  private static InitializerSpec spec(String kind) {
    return switch (kind) {
      case "xavier uniform" -> new InitializerSpec.Xavier(Distribution.UNIFORM);
      case "xavier normal" -> new InitializerSpec.Xavier(Distribution.NORMAL);
      case "kaiming uniform" -> new InitializerSpec.Kaiming(Distribution.UNIFORM);
      case "kaiming normal" -> new InitializerSpec.Kaiming(Distribution.NORMAL);
      case "fan in" -> new InitializerSpec.FanIn();
      case "truncated normal" -> new InitializerSpec.TruncatedNormal(0, 1);
      case "orthogonal" -> new InitializerSpec.Orthogonal(1);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void lecunAndFanInAreByTheirDefinition() {
    float[] weights = new float[300 * 700];
    new Initializer(new InitializerSpec.Lecun(Distribution.NORMAL), 300, 700)
        .fill(KEY, weights, 0, weights.length);
    assertThat(deviation(weights) * Math.sqrt(300)).isCloseTo(1, within(0.01));
    new Initializer(new InitializerSpec.Lecun(Distribution.UNIFORM), 300, 700)
        .fill(KEY, weights, 0, weights.length);
    assertThat(deviation(weights) * Math.sqrt(300)).isCloseTo(1, within(0.01));
    assertThat(largest(weights) * Math.sqrt(300 / 3.0)).isBetween(0.999, 1.0);
  }

  @Test
  void aTruncatedNormalHasNothingBeyondTwoDeviations() {
    float[] values = new float[100_000];
    new Initializer(new InitializerSpec.TruncatedNormal(3, 0.5), 1, 1)
        .fill(KEY, values, 0, values.length);
    double mean = 0;
    for (float value : values) {
      assertThat(value).isBetween(2f, 4f);
      mean += value / values.length;
    }
    assertThat(mean).isCloseTo(3, within(0.01));
    // Of a normal cut at two deviations it is 0.8796.
    assertThat(deviation(values)).isCloseTo(0.5 * 0.8796, within(0.005));
  }

  @ParameterizedTest
  @CsvSource({"40, 7", "7, 40", "33, 33", "1, 5", "5, 1", "1, 1"})
  void anOrthogonalWeightKeepsLengthsAndAngles(int inputs, int units) {
    float[] weights = new float[inputs * units + 2];
    new Initializer(new InitializerSpec.Orthogonal(1.5), inputs, units)
        .fill(KEY, weights, 1, inputs * units);
    int count = Math.min(inputs, units);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < Math.max(inputs, units); i++) {
          product +=
              units <= inputs
                  ? (double) weights[1 + i * units + a] * weights[1 + i * units + b]
                  : (double) weights[1 + a * units + i] * weights[1 + b * units + i];
        }
        assertThat(product).as("%d and %d", a, b).isCloseTo(a == b ? 2.25 : 0, within(1e-6));
      }
    }
    assertThat(weights[0]).isZero();
    assertThat(weights[weights.length - 1]).isZero();
  }

  @Test
  void givenValuesAreTakenAsTheyAre() {
    float[] weights = new float[6];
    new Initializer(new InitializerSpec.Values(List.of(0.5, -0.3, 0.8, 1e-9), 2), 2, 2)
        .fill(KEY, weights, 1, 4);
    assertThat(weights).containsExactly(0, 0.5f, -0.3f, 0.8f, 1e-9f, 0);
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
