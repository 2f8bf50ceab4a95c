package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ElementwiseTest {

  private static final int[] LENGTHS = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 64, 100, 257, 1000};
  private static final int[] OFFSETS = {0, 1, 5};

  /// A kernel from one slice to another.
  private interface Map1 {
    void apply(Kernels kernels, float[] x, int xAt, float[] y, int yAt, int length);
  }

  /// A kernel from two slices to a third.
  private interface Map2 {
    void apply(Kernels k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int length);
  }

  private static final Map<String, Map1> FUNCTIONS =
      new TreeMap<>(
          Map.of(
              "relu", Kernels::relu,
              "exp", Kernels::exp,
              "log", Kernels::log,
              "tanh", Kernels::tanh,
              "sigmoid", Kernels::sigmoid,
              "leakyRelu",
                  (k, x, xAt, y, yAt, length) -> k.leakyRelu(0.01f, x, xAt, y, yAt, length)));

  private static final Map<String, Map2> GRADIENTS =
      new TreeMap<>(
          Map.of(
              "reluGradient", Kernels::reluGradient,
              "tanhGradient", Kernels::tanhGradient,
              "sigmoidGradient", Kernels::sigmoidGradient,
              "leakyReluGradient",
                  (k, y, yAt, dy, dyAt, dx, dxAt, length) ->
                      k.leakyReluGradient(0.01f, y, yAt, dy, dyAt, dx, dxAt, length)));

  @Test
  void functionsGiveTheBitsOfTheScalarTwin() {
    FUNCTIONS.forEach((name, function) -> {
      for (int length : LENGTHS) {
        for (int at : OFFSETS) {
          float[] x = Twins.numbersAndWorse(new Random(length + at), length + 9);
          float[] expected = filled(length + 9);
          float[] actual = filled(length + 9);
          function.apply(SCALAR, x, at, expected, 2, length);
          function.apply(VECTOR, x, at, actual, 2, length);
          assertSameBits(actual, expected, "%s of %d from %d", name, length, at);
          function.apply(VECTOR, x, at, x, at, length);
          assertSameBits(
              Arrays.copyOfRange(x, at, at + length),
              Arrays.copyOfRange(expected, 2, 2 + length),
              "%s in place",
              name);
        }
      }
    });
  }

  @Test
  void gradientsGiveTheBitsOfTheScalarTwin() {
    GRADIENTS.forEach((name, gradient) -> {
      for (int length : LENGTHS) {
        for (int at : OFFSETS) {
          Random random = new Random(length + at);
          float[] y = Twins.numbersAndWorse(random, length + 9);
          float[] dy = Twins.numbersAndWorse(random, length + 9);
          float[] expected = filled(length + 9);
          float[] actual = filled(length + 9);
          gradient.apply(SCALAR, y, at, dy, 3, expected, 2, length);
          gradient.apply(VECTOR, y, at, dy, 3, actual, 2, length);
          assertSameBits(actual, expected, "%s of %d from %d", name, length, at);
          gradient.apply(VECTOR, y, at, dy, 3, dy, 3, length);
          assertSameBits(
              Arrays.copyOfRange(dy, 3, 3 + length),
              Arrays.copyOfRange(expected, 2, 2 + length),
              "%s in place",
              name);
        }
      }
    });
  }

  @Test
  void addAndScaleGiveTheBitsOfTheScalarTwin() {
    for (int length : LENGTHS) {
      for (int at : OFFSETS) {
        Random random = new Random(length + at);
        float[] right = Twins.numbersAndWorse(random, length + 9);
        float[] expected = Twins.numbersAndWorse(random, length + 9);
        float[] actual = expected.clone();
        SCALAR.add(expected, at, right, 4, length);
        VECTOR.add(actual, at, right, 4, length);
        assertSameBits(actual, expected, "sum of %d from %d", length, at);
        SCALAR.scale(1 / 3f, expected, at, length);
        VECTOR.scale(1 / 3f, actual, at, length);
        assertSameBits(actual, expected, "scaled %d from %d", length, at);
      }
    }
  }

  @Test
  void bytesGiveTheBitsOfTheScalarTwin() {
    for (int length : LENGTHS) {
      for (int at : OFFSETS) {
        byte[] bytes = new byte[length + 5];
        new Random(length + at).nextBytes(bytes);
        float[] expected = new float[length + at + 3];
        float[] actual = expected.clone();
        SCALAR.scaleBytes(bytes, 4, 1 / 255f, expected, at, length);
        VECTOR.scaleBytes(bytes, 4, 1 / 255f, actual, at, length);
        assertSameBits(actual, expected, "%d bytes, to %d", length, at);
      }
    }
  }

  @Test
  void everyByteIsUnsigned() {
    byte[] bytes = new byte[256];
    float[] to = new float[256];
    for (int value = 0; value < 256; value++) {
      bytes[value] = (byte) value;
    }
    VECTOR.scaleBytes(bytes, 0, 1 / 255f, to, 0, 256);
    for (int value = 0; value < 256; value++) {
      assertThat(to[value]).isEqualTo(value * (1 / 255f));
    }
  }

  @Test
  void theDefinitionsHold() {
    float nan = Float.NaN;
    float[] x = {-2f, -0f, 0f, 3f, nan};
    float[] y = new float[5];
    SCALAR.relu(x, 0, y, 0, 5);
    assertSameBits(y, new float[] {0f, 0f, 0f, 3f, nan}, "relu");
    SCALAR.leakyRelu(0.5f, x, 0, y, 0, 5);
    assertSameBits(y, new float[] {-1f, -0f, 0f, 3f, nan}, "leaky relu");
    SCALAR.reluGradient(x, 0, new float[] {5f, 6f, 7f, 8f, 9f}, 0, y, 0, 5);
    assertSameBits(y, new float[] {0f, 0f, 0f, 8f, 0f}, "relu gradient");
    SCALAR.leakyReluGradient(0.5f, x, 0, new float[] {5f, 6f, 7f, 8f, 9f}, 0, y, 0, 5);
    assertSameBits(y, new float[] {2.5f, 3f, 3.5f, 8f, 4.5f}, "leaky relu gradient");
    SCALAR.tanhGradient(new float[] {0.5f}, 0, new float[] {2f}, 0, y, 0, 1);
    assertThat(y[0]).isEqualTo(1.5f);
    SCALAR.sigmoidGradient(new float[] {0.25f}, 0, new float[] {2f}, 0, y, 0, 1);
    assertThat(y[0]).isEqualTo(0.375f);
  }

  private static float[] filled(int length) {
    float[] x = new float[length];
    Arrays.fill(x, 77f);
    return x;
  }
}
