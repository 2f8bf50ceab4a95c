package io.lockstep.data;

/// A fixed set of encoded examples, compact in memory (bytes stay bytes until a batch is formed).
/// Immutable; all methods may be called from any thread and allocate nothing.
public interface Examples {

  int count();

  /// Floats of one example, at least 1.
  int featureWidth();

  /// Floats of one target: 1 for a class index or a single number.
  int targetWidth();

  /// Writes the features of one example to `target[offset, offset + featureWidth())`.
  void features(int example, float[] target, int offset);

  /// Writes the target of one example to `target[offset, offset + targetWidth())`; a class is its
  /// index as a float.
  void target(int example, float[] target, int offset);
}
