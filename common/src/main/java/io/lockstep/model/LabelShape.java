package io.lockstep.model;

import java.util.List;

/// What the labels of the data ask of the end of a network.
///
/// @param count classes of a label, or numbers of a target
/// @param classWeights what the examples of each class weigh; empty for 1
public record LabelShape(int count, List<Float> classWeights) {

  public LabelShape {
    classWeights = List.copyOf(classWeights);
    if (count < 1 || !classWeights.isEmpty() && classWeights.size() != count) {
      throw new IllegalArgumentException(
          "%d classes or numbers, %d weights".formatted(count, classWeights.size()));
    }
  }

  public static LabelShape of(int count) {
    return new LabelShape(count, List.of());
  }
}
