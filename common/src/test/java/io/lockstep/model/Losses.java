package io.lockstep.model;

import io.lockstep.config.ClassWeights;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Losses with settings for tests, and targets that fit them.
final class Losses {

  private static final LossSpec.Levels LEVELS = new LossSpec.Levels(0.01, 0.99);

  /// With the labels of each; a net of one output for two classes.
  static final Map<LossSpec, LabelShape> WITH_SETTINGS = new LinkedHashMap<>();

  static {
    LabelShape four = new LabelShape(4, List.of(0.5f, 2f, 1.25f, 1f));
    LabelShape two = new LabelShape(2, List.of(0.5f, 2f));
    WITH_SETTINGS.put(
        new LossSpec.CrossEntropy(0, ClassWeights.ByClass.of(Map.of("b", 2.0))), four);
    WITH_SETTINGS.put(new LossSpec.CrossEntropy(0.1, ClassWeights.EQUAL), LabelShape.of(5));
    WITH_SETTINGS.put(new LossSpec.CrossEntropy(0.3, ClassWeights.EQUAL), four);
    WITH_SETTINGS.put(new LossSpec.Focal(0, ClassWeights.EQUAL), four);
    WITH_SETTINGS.put(new LossSpec.Focal(0.5, ClassWeights.EQUAL), four);
    WITH_SETTINGS.put(new LossSpec.Focal(2, ClassWeights.EQUAL), two);
    WITH_SETTINGS.put(new LossSpec.Focal(3.5, ClassWeights.EQUAL), LabelShape.of(2));
    WITH_SETTINGS.put(new LossSpec.Hinge(1), LabelShape.of(2));
    WITH_SETTINGS.put(new LossSpec.Hinge(0.4), LabelShape.of(4));
    WITH_SETTINGS.put(new LossSpec.Mse(Optional.of(LEVELS)), LabelShape.of(4));
    WITH_SETTINGS.put(new LossSpec.Mse(Optional.of(new LossSpec.Levels(-1, 1))), LabelShape.of(2));
    WITH_SETTINGS.put(new LossSpec.Huber(0.3), LabelShape.of(3));
    WITH_SETTINGS.put(LossSpec.BINARY_CROSS_ENTROPY, LabelShape.of(3));
  }

  private Losses() {}

  /// The labels of a model that ends in a dense layer.
  static LabelShape labelsOf(ModelSection model) {
    int outputs = ((LayerSpec.Dense) model.layers().getLast()).units();
    return WITH_SETTINGS.getOrDefault(model.loss(), LabelShape.of(outputs));
  }

  /// Makes shares of numbers from -1 to 1, some of them 0.
  private static void shares(float[] target, int at, int count) {
    float sum = 0;
    for (int i = at; i < at + count; i++) {
      target[i] = Math.max(0, target[i] + 0.5f) + (i == at ? 0.125f : 0);
      sum += target[i];
    }
    for (int i = at; i < at + count; i++) {
      target[i] /= sum;
    }
  }

  /// Fills a prefix of `target` for so many rows.
  ///
  /// @param count classes, or numbers of a target
  static void fill(LossSpec loss, long seed, float[] target, int rows, int count) {
    switch (loss.labels()) {
      case CLASSES -> Models.classes(seed, target, rows, count);
      case TWO_CLASSES -> Models.classes(seed, target, rows * count, 2);
      case NUMBERS -> Models.fill(seed, target, rows * count);
    }
    if (loss instanceof LossSpec.KullbackLeibler) {
      for (int row = 0; row < rows; row++) {
        shares(target, row * count, count);
      }
    }
  }
}
