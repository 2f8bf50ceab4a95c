package io.lockstep.initializer;

import io.lockstep.config.InitializerSpec;
import io.lockstep.config.InitializerSpec.Distribution;
import io.lockstep.random.Normal;
import io.lockstep.random.Uniform;
import java.util.Arrays;

/// Fills one tensor before step 1. Values are computed in double and rounded once.
///
/// @param spec what to fill it with
/// @param fanIn inputs of the layer, at least 1
/// @param fanOut outputs of the layer, at least 1
public record Initializer(InitializerSpec spec, int fanIn, int fanOut) {

  public Initializer {
    if (fanIn < 1 || fanOut < 1) {
      throw new IllegalArgumentException(
          "fans %d and %d must be at least 1".formatted(fanIn, fanOut));
    }
  }

  /// Fills `out[at, at + length)`; element i of the tensor depends on the key and i only.
  ///
  /// @param key of this tensor, from `Keys`
  public void fill(long key, float[] out, int at, int length) {
    double[] values = values(key, length);
    for (int i = 0; i < length; i++) {
      out[at + i] = (float) values[i];
    }
  }

  private double[] values(long key, int length) {
    return switch (spec) {
      case InitializerSpec.Constant(double value) -> {
        double[] values = new double[length];
        Arrays.fill(values, value);
        yield values;
      }
      case InitializerSpec.Uniform(double low, double high) -> uniform(low, high, key, length);
      case InitializerSpec.Normal(double mean, double deviation) ->
          normal(mean, deviation, key, length);
      case InitializerSpec.Xavier(Distribution distribution) ->
          scaled(distribution, 2.0 / (fanIn + (double) fanOut), key, length);
      case InitializerSpec.Kaiming(Distribution distribution) ->
          scaled(distribution, 2.0 / fanIn, key, length);
    };
  }

  private static double[] scaled(Distribution distribution, double variance, long key, int length) {
    return switch (distribution) {
      case UNIFORM -> uniform(-Math.sqrt(3 * variance), Math.sqrt(3 * variance), key, length);
      case NORMAL -> normal(0, Math.sqrt(variance), key, length);
    };
  }

  private static double[] uniform(double low, double high, long key, int length) {
    double[] values = new double[length];
    Uniform.fill(key, values);
    float top = Math.nextDown((float) high);
    for (int i = 0; i < length; i++) {
      double value = low + (high - low) * values[i];
      // Rounding to binary32 can reach the end that is not part of the range.
      values[i] = (float) value < (float) high ? value : top;
    }
    return values;
  }

  private static double[] normal(double mean, double deviation, long key, int length) {
    double[] values = new double[length];
    Normal.fill(key, values);
    for (int i = 0; i < length; i++) {
      values[i] = mean + deviation * values[i];
    }
    return values;
  }
}
