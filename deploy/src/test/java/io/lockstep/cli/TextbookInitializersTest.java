package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.layout.Tensor;
import io.lockstep.run.StoredModel;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the textbook that shows each initialiser.
final class TextbookInitializersTest {

  @TempDir Path folder;

  /// By their definitions: the bound of a uniform one, the deviation of a normal one.
  @Test
  void eachInitialiserFillsItsLayerAsItIsDefined() {
    StoredModel model = TextbookRun.of(folder, "initializers").model();
    double xavier = Math.sqrt(6.0 / 400);
    double kaiming = Math.sqrt(6.0 / 200);
    assertUniform(weights(model, 1), -Math.sqrt(6.0 / 230), Math.sqrt(6.0 / 230));
    assertNormal(weights(model, 2), xavier / Math.sqrt(3));
    assertUniform(weights(model, 3), -kaiming, kaiming);
    assertNormal(weights(model, 4), kaiming / Math.sqrt(3));
    assertUniform(weights(model, 5), -0.1, 0.1);
    assertNormal(weights(model, 6), 0.05);
    assertThat(weights(model, 7)).containsOnly(0.25);
    double lecun = Math.sqrt(3.0 / 200);
    assertUniform(weights(model, 8), -lecun, lecun);
    assertNormal(weights(model, 9), lecun / Math.sqrt(3));
    assertColumnsAtRightAngles(weights(model, 10), 200);
    assertTruncatedNormal(weights(model, 11), 0.05);
    assertUniform(weights(model, 12), -1 / Math.sqrt(200), 1 / Math.sqrt(200));
    assertThat(DoubleStream.of(values(model, "dense_12/bias")).map(Math::abs).max().orElseThrow())
        .isBetween(0.9 / Math.sqrt(200), 1 / Math.sqrt(200));
    assertThat(weights(model, 13)).containsOnly(0.0);
    assertThat(values(model, "dense_13/bias")).containsOnly(1.0);
    assertThat(weights(model, 14)).containsExactly(0.5, -0.25);
  }

  private static double[] weights(StoredModel model, int layer) {
    return values(model, "dense_" + layer + "/weight");
  }

  private static double[] values(StoredModel model, String name) {
    Tensor tensor =
        model.layout().tensors().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    return IntStream.range(tensor.offset(), tensor.offset() + tensor.length())
        .mapToDouble(i -> model.parameters()[i])
        .toArray();
  }

  private static void assertUniform(double[] values, double low, double high) {
    assertThat(DoubleStream.of(values).min().orElseThrow())
        .isBetween(low, low + 0.01 * (high - low));
    assertThat(DoubleStream.of(values).max().orElseThrow())
        .isBetween(high - 0.01 * (high - low), high);
    assertThat(deviation(values))
        .isCloseTo((high - low) / Math.sqrt(12), Percentage.withPercentage(2));
  }

  private static void assertNormal(double[] values, double deviation) {
    assertThat(DoubleStream.of(values).average().orElseThrow())
        .isCloseTo(0, Offset.offset(deviation / 50));
    assertThat(deviation(values)).isCloseTo(deviation, Percentage.withPercentage(2));
    long outside = DoubleStream.of(values).filter(value -> Math.abs(value) > deviation).count();
    assertThat((double) outside / values.length).isCloseTo(0.317, Offset.offset(0.01));
  }

  private static void assertColumnsAtRightAngles(double[] values, int columns) {
    for (int one = 0; one < columns; one++) {
      for (int other = one; other < columns; other++) {
        double product = 0;
        for (int row = 0; row < values.length / columns; row++) {
          product += values[row * columns + one] * values[row * columns + other];
        }
        assertThat(product).isCloseTo(one == other ? 1 : 0, Offset.offset(1e-5));
      }
    }
  }

  /// A normal one has 4.6 % of its values beyond two deviations, and without them 0.88 of its own.
  private static void assertTruncatedNormal(double[] values, double deviation) {
    assertThat(DoubleStream.of(values).map(Math::abs).max().orElseThrow())
        .isBetween(1.98 * deviation, 2 * deviation * (1 + 1e-6));
    assertThat(deviation(values)).isCloseTo(0.8796 * deviation, Percentage.withPercentage(2));
  }

  private static double deviation(double[] values) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    return Math.sqrt(
        DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }
}
