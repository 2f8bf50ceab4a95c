package io.lockstep.initializer;

import io.lockstep.config.InitializerSpec;
import io.lockstep.config.InitializerSpec.Distribution;
import io.lockstep.random.Normal;
import io.lockstep.random.Uniform;
import java.util.Arrays;
import java.util.List;

/// Fills one tensor before step 1. Values are computed in double and rounded once.
///
/// @param spec what to fill it with
/// @param fanIn inputs of the layer, at least 1
/// @param fanOut outputs of the layer, at least 1
public record Initializer(InitializerSpec spec, int fanIn, int fanOut) {

  /// Drawn at once, a multiple of what a block of random words gives.
  private static final int VALUES_AT_ONCE = 4096;

  /// Deviations beyond which a truncated normal has nothing, as in Keras and by default in PyTorch.
  private static final double TRUNCATED_AT = 2;

  public Initializer {
    if (fanIn < 1 || fanOut < 1) {
      throw new IllegalArgumentException(
          "fans %d and %d must be at least 1".formatted(fanIn, fanOut));
    }
  }

  /// Fills `out[at, at + length)`; element i of the tensor depends on the key and i only, unless it
  /// is orthogonal, which is for whole weights.
  ///
  /// @param key of this tensor, from `Keys`
  public void fill(long key, float[] out, int at, int length) {
    if (spec instanceof InitializerSpec.Orthogonal(double gain)) {
      Orthogonal.fill(gain, key, fanIn, fanOut, out, at);
      return;
    }
    double[] values = new double[Math.min(VALUES_AT_ONCE, length)];
    for (int first = 0, count; first < length; first += count) {
      count = Math.min(VALUES_AT_ONCE, length - first);
      draw(key, first, values, count);
      for (int i = 0; i < count; i++) {
        out[at + first + i] = (float) values[i];
      }
    }
  }

  /// Elements from `first` on.
  private void draw(long key, int first, double[] values, int count) {
    switch (spec) {
      case InitializerSpec.Constant(double value) -> Arrays.fill(values, 0, count, value);
      case InitializerSpec.Uniform(double low, double high) ->
          uniform(low, high, key, first, values, count);
      case InitializerSpec.Normal(double mean, double deviation) ->
          normal(mean, deviation, key, first, values, count);
      case InitializerSpec.Xavier(Distribution distribution) ->
          scaled(distribution, 2.0 / (fanIn + (double) fanOut), key, first, values, count);
      case InitializerSpec.Kaiming(Distribution distribution) ->
          scaled(distribution, 2.0 / fanIn, key, first, values, count);
      case InitializerSpec.Lecun(Distribution distribution) ->
          scaled(distribution, 1.0 / fanIn, key, first, values, count);
      case InitializerSpec.FanIn _ ->
          uniform(-1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn), key, first, values, count);
      case InitializerSpec.TruncatedNormal(double mean, double deviation) -> {
        Normal.fillWithin(TRUNCATED_AT, key, first, values, count);
        for (int i = 0; i < count; i++) {
          values[i] = mean + deviation * values[i];
        }
      }
      case InitializerSpec.Values(List<Double> given, int _) -> {
        for (int i = 0; i < count; i++) {
          values[i] = given.get(first + i);
        }
      }
      case InitializerSpec.Orthogonal _ -> throw new IllegalStateException("of a whole tensor");
    }
  }

  private static void scaled(
      Distribution distribution, double variance, long key, int first, double[] values, int count) {
    switch (distribution) {
      case UNIFORM -> {
        double bound = Math.sqrt(3 * variance);
        uniform(-bound, bound, key, first, values, count);
      }
      case NORMAL -> normal(0, Math.sqrt(variance), key, first, values, count);
    }
  }

  private static void uniform(
      double low, double high, long key, int first, double[] values, int count) {
    Uniform.fill(key, first, values, count);
    float top = Math.nextDown((float) high);
    for (int i = 0; i < count; i++) {
      double value = low + (high - low) * values[i];
      // Rounding to binary32 can reach the end that is not part of the range.
      values[i] = (float) value < (float) high ? value : top;
    }
  }

  private static void normal(
      double mean, double deviation, long key, int first, double[] values, int count) {
    Normal.fill(key, first, values, count);
    for (int i = 0; i < count; i++) {
      values[i] = mean + deviation * values[i];
    }
  }
}
