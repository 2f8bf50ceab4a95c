package io.lockstep.format;

import java.util.List;
import java.util.Objects;

/// A named tensor as a view of a range of a flat vector. The array stays with its owner and is only
/// read.
public final class TensorSlice {

  private final String name;
  private final List<Integer> shape;
  private final float[] values;
  private final int offset;
  private final int length;

  /// @param shape extents whose product is the number of elements, row-major
  /// @throws IllegalArgumentException if the range leaves the array
  public TensorSlice(String name, List<Integer> shape, float[] values, int offset) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.values = values;
    this.offset = offset;
    this.length = shape.stream().reduce(1, Math::multiplyExact);
    Objects.checkFromIndexSize(offset, length, values.length);
  }

  /// The whole array as a tensor of one dimension.
  public static TensorSlice flat(String name, float[] values) {
    return new TensorSlice(name, List.of(values.length), values, 0);
  }

  public String name() {
    return name;
  }

  public List<Integer> shape() {
    return shape;
  }

  int length() {
    return length;
  }

  long bytes() {
    return (long) length * Float.BYTES;
  }

  float[] values() {
    return values;
  }

  int offset() {
    return offset;
  }
}
