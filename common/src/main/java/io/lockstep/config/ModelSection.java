package io.lockstep.config;

import java.util.List;
import java.util.Objects;

/// @param layers from the input to the output, at least one
/// @param loss what training makes small
public record ModelSection(List<LayerSpec> layers, LossSpec loss) {

  public ModelSection {
    layers = List.copyOf(layers);
    Objects.requireNonNull(loss, "model.loss");
    Checks.atLeast(layers.size(), 1, "number of model.layers");
  }
}
