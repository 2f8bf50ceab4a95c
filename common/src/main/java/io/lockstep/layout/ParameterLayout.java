package io.lockstep.layout;

import java.util.ArrayList;
import java.util.List;

/// All tensors of a model, in the order of its layers, without gaps.
///
/// @param tensors ascending offsets; the first is 0 and each begins where the one before ends
public record ParameterLayout(List<Tensor> tensors) {

  /// Most elements of a flat vector; see `docs/decisions/flat-vector.md`.
  public static final int LENGTH_MAX = Integer.MAX_VALUE;

  public ParameterLayout {
    tensors = List.copyOf(tensors);
    int end = 0;
    for (Tensor tensor : tensors) {
      if (tensor.offset() != end) {
        throw new IllegalArgumentException(
            "tensor '%s' begins at %d, but the one before ends at %d"
                .formatted(tensor.name(), tensor.offset(), end));
      }
      end = tensor.end();
    }
    long names = tensors.stream().map(Tensor::name).distinct().count();
    if (names != tensors.size()) {
      throw new IllegalArgumentException("tensor names are not unique: " + tensors);
    }
  }

  /// Length P of the flat vector.
  public int length() {
    return tensors.isEmpty() ? 0 : tensors.getLast().end();
  }

  public Tensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no tensor '%s' in this layout".formatted(name)));
  }

  /// Whether a flat vector of this layout is one of the other, too: names, shapes and offsets are
  /// the same, whatever the tensors are to training.
  public boolean fits(ParameterLayout other) {
    return tensors.stream()
        .map(Tensor::place)
        .toList()
        .equals(other.tensors.stream().map(Tensor::place).toList());
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Lays tensors out one behind the other.
  public static final class Builder {
    private final List<Tensor> tensors = new ArrayList<>();

    private Builder() {}

    public Tensor add(String name, TensorKind kind, Integer... shape) {
      Tensor tensor =
          new Tensor(name, List.of(shape), tensors.isEmpty() ? 0 : tensors.getLast().end(), kind);
      tensors.add(tensor);
      return tensor;
    }

    public ParameterLayout build() {
      return new ParameterLayout(tensors);
    }
  }
}
