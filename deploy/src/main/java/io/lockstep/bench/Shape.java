package io.lockstep.bench;

import java.util.List;
import java.util.regex.Pattern;

/// A matrix product of training: m rows (examples), k inputs, n outputs.
record Shape(int m, int k, int n) {

  /// A gibibyte for each matrix.
  private static final long FLOATS_MAX = 1L << 28;

  private static final Pattern FORM = Pattern.compile("\\d{1,9}x\\d{1,9}x\\d{1,9}");

  /// The products of W1 and W2 on one lane, and squares for comparison with other libraries.
  static final List<Shape> OF_THE_WORKLOADS =
      List.of(
          new Shape(128, 784, 256),
          new Shape(128, 256, 128),
          new Shape(128, 128, 10),
          new Shape(512, 784, 2048),
          new Shape(512, 2048, 2048),
          new Shape(512, 2048, 10),
          new Shape(256, 256, 256),
          new Shape(1024, 1024, 1024));

  Shape {
    if (m < 1 || k < 1 || n < 1) {
      throw new IllegalArgumentException("shape %d×%d×%d is empty".formatted(m, k, n));
    }
    long largest = Math.max((long) m * k, Math.max((long) k * n, (long) m * n));
    if (largest > FLOATS_MAX) {
      throw new IllegalArgumentException(
          "shape %d×%d×%d has a matrix of %,d numbers, more than %,d"
              .formatted(m, k, n, largest, FLOATS_MAX));
    }
  }

  /// A multiplication and an addition for each term.
  double flops() {
    return 2.0 * m * k * n;
  }

  String text() {
    return m + "x" + k + "x" + n;
  }

  /// @throws IllegalArgumentException if the text is not three numbers with `x` between
  static Shape parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "shape \"%s\" is not of the form 128x784x256".formatted(text));
    }
    String[] parts = text.split("x");
    return new Shape(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }
}
