package io.lockstep.model;

import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.layer.Shape;
import java.util.List;

/// What one row of inputs is: as the configuration states it, else as many features as the data
/// give.
final class InputShape {

  private InputShape() {}

  /// @param width of a row of the data
  static Shape of(ModelSection model, int width) {
    if (model.input().isEmpty()) {
      return new Shape.Features(width);
    }
    Shape stated = stated(model.input());
    if (stated.size() != width) {
      throw Failure.of(
              ExitCode.USAGE,
              "model.input is %s, but the data give %s"
                  .formatted(stated.text(), width == 1 ? "1 input" : width + " inputs"))
          .at("model.input: %s".formatted(stated.text()))
          .advising("leave model.input out, or set it to %d".formatted(width))
          .exception();
    }
    return stated;
  }

  static Shape stated(List<Integer> extents) {
    return switch (extents.size()) {
      case 1 -> new Shape.Features(extents.get(0));
      case 2 -> new Shape.Sequence(extents.get(0), extents.get(1));
      case 3 -> new Shape.Image(extents.get(0), extents.get(1), extents.get(2));
      default -> throw new IllegalArgumentException("inputs of shape " + extents);
    };
  }
}
