package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.InitializerSpec.Distribution;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import java.util.List;
import java.util.Random;

/// Small models and rows for tests.
final class Models {

  static final double SLOPE = 0.01;

  private Models() {}

  static ModelSection model(LossSpec loss, LayerSpec... layers) {
    return new ModelSection(List.of(layers), loss);
  }

  static LayerSpec dense(int units, ActivationSpec activation) {
    return new LayerSpec.Dense(
        units,
        activation,
        slope(activation),
        new InitializerSpec.Kaiming(Distribution.UNIFORM),
        new InitializerSpec.Uniform(-0.1, 0.1));
  }

  static LayerSpec dropout(double rate) {
    return new LayerSpec.Dropout(rate);
  }

  static LayerSpec batchNorm() {
    return new LayerSpec.BatchNorm(0.1, 1e-5);
  }

  static LayerSpec layerNorm() {
    return new LayerSpec.LayerNorm(1e-5);
  }

  static LayerSpec noise(double deviation) {
    return new LayerSpec.Noise(deviation);
  }

  static LayerSpec residual(ActivationSpec activation, LayerSpec... layers) {
    return new LayerSpec.Residual(
        List.of(layers),
        activation,
        SLOPE,
        new InitializerSpec.Xavier(Distribution.UNIFORM),
        new InitializerSpec.Uniform(-0.1, 0.1));
  }

  static LayerSpec activation(ActivationSpec activation) {
    return new LayerSpec.Activation(activation, slope(activation));
  }

  private static double slope(ActivationSpec activation) {
    return activation == ActivationSpec.ELU ? 1 : SLOPE;
  }

  /// Fills a prefix of `rows` with numbers of a seeded generator in `[-1, 1)`.
  static void fill(long seed, float[] rows, int length) {
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      rows[i] = random.nextFloat() * 2 - 1;
    }
  }

  /// Fills a prefix of `rows` with class indices.
  static void classes(long seed, float[] rows, int length, int classCount) {
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      rows[i] = random.nextInt(classCount);
    }
  }
}
