package io.lockstep.layer;

import java.util.List;

/// One elementary layer at its place in a network.
///
/// @param id from 1, in the order of forward; 0 is the input of the network
/// @param inputs ids of what it reads, each smaller than its own
/// @param shape of its output
public record LayerNode(int id, LayerPlan plan, List<Integer> inputs, Shape shape) {

  public LayerNode {
    inputs = List.copyOf(inputs);
    int own = id;
    if (inputs.isEmpty() || inputs.stream().anyMatch(input -> input < 0 || input >= own)) {
      throw new IllegalArgumentException("layer %d reads %s".formatted(id, inputs));
    }
    if (shape.size() != plan.width()) {
      throw new IllegalArgumentException(
          "layer %d writes %d floats, but its shape is %s"
              .formatted(id, plan.width(), shape.text()));
    }
  }
}
