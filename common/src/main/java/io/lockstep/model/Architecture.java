package io.lockstep.model;

import io.lockstep.config.ModelSection;
import io.lockstep.failure.LockstepException;
import io.lockstep.initializer.Initializer;
import io.lockstep.layer.LayerGraph;
import io.lockstep.layer.Shape;
import io.lockstep.layout.ParameterLayout;
import java.util.List;

/// The configured layers unrolled into elementary ones, with names, shapes and offsets.
///
/// @param graph elementary layers; an activation that is fused with the loss is left out
/// @param layout the tensors of each layer, in order
/// @param initializers one per tensor of the layout
/// @param summary one per configured layer; those of a block stand before it
/// @param outputWidth floats of one row of the last layer
record Architecture(
    LayerGraph graph,
    ParameterLayout layout,
    List<Initializer> initializers,
    List<LayerSummary> summary,
    int outputWidth) {

  Architecture {
    initializers = List.copyOf(initializers);
    summary = List.copyOf(summary);
  }

  /// @throws LockstepException with USAGE when there are more parameters than a flat vector holds
  static Architecture of(ModelSection model, Shape input) {
    ArchitectureBuilder builder = new ArchitectureBuilder(input);
    builder.layers(model.layers(), "model.layers");
    return builder.build(model.loss());
  }
}
