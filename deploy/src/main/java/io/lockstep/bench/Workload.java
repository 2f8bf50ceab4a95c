package io.lockstep.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A net, a batch and data to measure with; the same that other trainers are measured with. ReLU
/// between the layers, cross-entropy, momentum.
///
/// @param name W1, W2 or W3
/// @param widths inputs, hidden layers, classes
/// @param batch examples of a step
/// @param examples how many there are to draw from, when they are generated
/// @param content what the features are
record Workload(String name, List<Integer> widths, int batch, int examples, Content content) {

  static final Workload W1 =
      new Workload("W1", List.of(784, 256, 128, 10), 128, 60_000, Content.PIXELS);
  static final Workload W2 =
      new Workload("W2", List.of(784, 2048, 2048, 10), 512, 60_000, Content.PIXELS);
  static final Workload W3 =
      new Workload("W3", List.of(20, 64, 32, 2), 32, 100_000, Content.NUMBERS);

  private static final String RELU_LINE = "      activation: relu\n";

  /// What the features are.
  enum Content {
    /// Bytes of a square image.
    PIXELS,
    /// Standard normal numbers.
    NUMBERS
  }

  Workload {
    widths = List.copyOf(widths);
    if (widths.size() < 2 || batch < 1 || examples < batch) {
      throw new IllegalArgumentException("workload %s cannot be trained".formatted(name));
    }
  }

  static Stream<Workload> all() {
    return Stream.of(W1, W2, W3);
  }

  int inputWidth() {
    return widths.getFirst();
  }

  int classes() {
    return widths.getLast();
  }

  /// The configuration of a run that would go on for long; a measurement ends it.
  ///
  /// @param dataLine what `data` says besides the source
  /// @param source of the training examples
  String yaml(String dataLine, String source) {
    int last = widths.size() - 1;
    String layers =
        IntStream.rangeClosed(1, last)
            .mapToObj(
                i -> "    - dense: %d\n%s".formatted(widths.get(i), i == last ? "" : RELU_LINE))
            .collect(Collectors.joining());
    return """
    run: { name: %s, seed: 7 }
    data:
      %s
      train: %s
    model:
      layers:
    %s  loss: cross-entropy
    train:
      epochs: 100000
      batch: %d
      optimizer: { momentum: { learning-rate: 0.1, momentum: 0.9 } }
    """
        .formatted(name, dataLine, source, layers, batch);
  }
}
