package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

  private static final Map<String, Map1> FUNCTIONS = new TreeMap<>();
  private static final Map<String, Map2> GRADIENTS = new TreeMap<>();

  static {
    FUNCTIONS.put("relu", Kernels::relu);
    FUNCTIONS.put("exp", Kernels::exp);
    FUNCTIONS.put("log", Kernels::log);
    FUNCTIONS.put("tanh", Kernels::tanh);
    FUNCTIONS.put("erf", Kernels::erf);
    FUNCTIONS.put("logCosh", Kernels::logCosh);
    FUNCTIONS.put("sigmoid", Kernels::sigmoid);
    FUNCTIONS.put("leakyRelu", (k, x, at, y, to, n) -> k.leakyRelu(0.01f, x, at, y, to, n));
    FUNCTIONS.put("elu", (k, x, at, y, to, n) -> k.activations().elu(1f, 0.7f, x, at, y, to, n));
    FUNCTIONS.put(
        "selu", (k, x, at, y, to, n) -> k.activations().elu(1.05f, 1.76f, x, at, y, to, n));
    FUNCTIONS.put("softplus", (k, x, at, y, to, n) -> k.activations().softplus(x, at, y, to, n));
    FUNCTIONS.put("softsign", (k, x, at, y, to, n) -> k.activations().softsign(x, at, y, to, n));
    FUNCTIONS.put(
        "hardSigmoid", (k, x, at, y, to, n) -> k.activations().hardSigmoid(x, at, y, to, n));
    FUNCTIONS.put("hardTanh", (k, x, at, y, to, n) -> k.activations().hardTanh(x, at, y, to, n));
    FUNCTIONS.put("gelu", (k, x, at, y, to, n) -> k.activations().gelu(x, at, y, to, n));
    FUNCTIONS.put("geluTanh", (k, x, at, y, to, n) -> k.activations().geluTanh(x, at, y, to, n));
    FUNCTIONS.put("silu", (k, x, at, y, to, n) -> k.activations().silu(x, at, y, to, n));
    GRADIENTS.put("reluGradient", Kernels::reluGradient);
    GRADIENTS.put("tanhGradient", Kernels::tanhGradient);
    GRADIENTS.put("sigmoidGradient", Kernels::sigmoidGradient);
    GRADIENTS.put(
        "leakyReluGradient",
        (k, y, at, dy, from, dx, to, n) -> k.leakyReluGradient(0.01f, y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "eluGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().eluGradient(1.05f, 1.76f, y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "softplusGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().softplusGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "softsignGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().softsignGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "hardSigmoidGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().hardSigmoidGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "hardTanhGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().hardTanhGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "geluGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().geluGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "geluTanhGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().geluTanhGradient(y, at, dy, from, dx, to, n));
    GRADIENTS.put(
        "siluGradient",
        (k, y, at, dy, from, dx, to, n) ->
            k.activations().siluGradient(y, at, dy, from, dx, to, n));
  }

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

  @Test
  void theDefinitionsOfTheOtherActivationsHold() {
    Activations scalar = SCALAR.activations();
    float nan = Float.NaN;
    float[] x = {-9f, -1f, 0f, 3f, nan};
    float[] five = {5f, 6f, 7f, 8f, 9f};
    float[] y = new float[5];
    scalar.hardTanh(x, 0, y, 0, 5);
    assertSameBits(y, new float[] {-1f, -1f, 0f, 1f, nan}, "hard tanh");
    scalar.hardTanhGradient(y, 0, five, 0, y, 0, 5);
    assertSameBits(y, new float[] {0f, 0f, 7f, 0f, 0f}, "hard tanh gradient");
    scalar.hardSigmoid(x, 0, y, 0, 5);
    assertSameBits(y, new float[] {0f, 1 / 3f, 0.5f, 1f, nan}, "hard sigmoid");
    scalar.hardSigmoidGradient(y, 0, five, 0, y, 0, 5);
    assertSameBits(y, new float[] {0f, 1f, 7 / 6f, 0f, 0f}, "hard sigmoid gradient");
    scalar.softsign(x, 0, y, 0, 5);
    assertSameBits(y, new float[] {-0.9f, -0.5f, 0f, 0.75f, nan}, "softsign");
    scalar.softsignGradient(new float[] {-0.5f, 0.75f}, 0, five, 0, y, 0, 2);
    assertSameBits(new float[] {y[0], y[1]}, new float[] {1.25f, 0.375f}, "softsign gradient");
    scalar.elu(2f, 3f, x, 0, y, 0, 5);
    assertThat(y[0]).isCloseTo((float) (3 * Math.expm1(-9)), within(1e-6f));
    assertSameBits(new float[] {y[2], y[3], y[4]}, new float[] {0f, 6f, nan}, "elu");
    scalar.eluGradient(2f, 3f, new float[] {-1f, 4f}, 0, five, 0, y, 0, 2);
    assertSameBits(new float[] {y[0], y[1]}, new float[] {10f, 12f}, "elu gradient");
  }

  private static float[] filled(int length) {
    float[] x = new float[length];
    Arrays.fill(x, 77f);
    return x;
  }
}
