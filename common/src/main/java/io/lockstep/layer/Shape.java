package io.lockstep.layer;

/// What one example is at some place of a network. In rows it lies flat, the last extent innermost.
public sealed interface Shape {

  /// Floats of one example.
  int size();

  /// As a person reads it, such as `784` or `28x28x1`.
  String text();

  /// Numbers without a neighbourhood.
  record Features(int size) implements Shape {

    public Features {
      requireExtents(size);
    }

    @Override
    public String text() {
      return Integer.toString(size);
    }
  }

  /// An image, channels innermost.
  record Image(int height, int width, int channels) implements Shape {

    public Image {
      requireExtents(height, width, channels);
    }

    @Override
    public int size() {
      return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public String text() {
      return "%dx%dx%d".formatted(height, width, channels);
    }
  }

  /// Positions of a sequence, each with as many features.
  record Sequence(int positions, int features) implements Shape {

    public Sequence {
      requireExtents(positions, features);
    }

    @Override
    public int size() {
      return Math.multiplyExact(positions, features);
    }

    @Override
    public String text() {
      return "%dx%d".formatted(positions, features);
    }
  }

  private static void requireExtents(int... extents) {
    for (int extent : extents) {
      if (extent < 1) {
        throw new IllegalArgumentException("an extent of %d, at least 1".formatted(extent));
      }
    }
  }
}
