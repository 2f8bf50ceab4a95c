package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/// The two implementations, awkward inputs for them, and equality of bits.
final class Twins {

  static final Kernels SCALAR = Kernels.scalar();
  static final Kernels VECTOR =
      KernelChoice.choose(KernelChoice.Fma.PRESENT, "vector", KernelChoice.VectorModule.PRESENT);

  /// Lengths around every vector width, tile and block.
  static final int[] LENGTHS = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 257};

  private Twins() {}

  /// Numbers of both signs and many magnitudes, with zeros of both signs and subnormals among them.
  static float[] numbers(Random random, int length) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      float value = random.nextFloat() * 2 - 1;
      x[i] =
          switch (random.nextInt(40)) {
            case 0 -> 0f;
            case 1, 2 -> -0f;
            case 3 -> value * 1e-30f;
            case 4 -> value * 1e-42f;
            case 5 -> value * 1e6f;
            default -> value;
          };
    }
    return x;
  }

  /// As [#numbers], with infinities and NaN.
  static float[] numbersAndWorse(Random random, int length) {
    float[] x = numbers(random, length);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(60)) {
        case 0 -> x[i] = Float.NaN;
        case 1 -> x[i] = Float.POSITIVE_INFINITY;
        case 2 -> x[i] = Float.NEGATIVE_INFINITY;
        case 3 -> x[i] = Float.MAX_VALUE;
        default -> {}
      }
    }
    return x;
  }

  /// In [-1, 1], some 0, none so small that a product of two could be rounded to 0.
  static float[] plainNumbers(Random random, int length) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      float value = random.nextFloat() * 2 - 1;
      x[i] = random.nextInt(20) == 0 ? 0f : value == 0 ? 1f : value;
    }
    return x;
  }

  /// The share `density` as [#plainNumbers], the others zeros of both signs.
  static float[] mostlyZeros(Random random, int length, double density) {
    float[] x = plainNumbers(random, length);
    for (int i = 0; i < length; i++) {
      if (random.nextDouble() >= density) {
        x[i] = random.nextBoolean() ? 0f : -0f;
      }
    }
    return x;
  }

  /// Same bits everywhere; one NaN is as good as another.
  static void assertSameBits(float[] actual, float[] expected, String where, Object... arguments) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
        assertThat(actual[i])
            .as(where.formatted(arguments) + ", element " + i)
            .isEqualTo(expected[i]);
        throw new AssertionError(where.formatted(arguments) + ", sign of zero at element " + i);
      }
    }
  }
}
