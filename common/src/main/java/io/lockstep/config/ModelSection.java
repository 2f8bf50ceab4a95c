package io.lockstep.config;

import java.util.List;
import java.util.Objects;

/// @param layers from the input to the output, at least one
/// @param loss what training makes small
/// @param input extents of one row of inputs, the innermost last; empty when the data alone say it
public record ModelSection(List<LayerSpec> layers, LossSpec loss, List<Integer> input) {

  public ModelSection {
    layers = List.copyOf(layers);
    input = List.copyOf(input);
    Objects.requireNonNull(loss, "model.loss");
    Checks.atLeast(layers.size(), 1, "number of model.layers");
  }

  public ModelSection(List<LayerSpec> layers, LossSpec loss) {
    this(layers, loss, List.of());
  }

  ModelSection withLoss(LossSpec other) {
    return new ModelSection(layers, other, input);
  }
}
