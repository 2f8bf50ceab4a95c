package io.lockstep.layout;

import java.util.List;
import java.util.Objects;

/// One named tensor in the flat vector, row-major, occupying `[offset, offset + length)`.
///
/// @param name such as `dense_1/weight`; unique in its layout
/// @param shape positive extents; a weight of a dense layer is `[inputs, units]`
/// @param offset index of its first element
/// @param kind what it is to training
public record Tensor(String name, List<Integer> shape, int offset, TensorKind kind) {

  public Tensor {
    shape = List.copyOf(shape);
    Objects.requireNonNull(kind, name);
    if (name.isBlank()
        || offset < 0
        || shape.isEmpty()
        || shape.stream().anyMatch(extent -> extent < 1)) {
      throw new IllegalArgumentException(
          "tensor '%s' %s at %d: needs a name, extents of at least 1 and an offset"
              .formatted(name, shape, offset));
    }
  }

  /// Where it lies, as text: name, shape and offset.
  public String place() {
    return "%s %s at %d".formatted(name, shape, offset);
  }

  /// Number of elements.
  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  public int end() {
    return Math.addExact(offset, length());
  }
}
