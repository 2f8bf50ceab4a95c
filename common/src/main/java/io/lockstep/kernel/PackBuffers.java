package io.lockstep.kernel;

/// Working memory of the matrix products of one thread. Not shared between threads; grows to the
/// largest product seen and then stays. Holds nothing from one call to the next.
public final class PackBuffers {

  /// Most rows of one product: a packed panel of so many rows, 32 floats each, is as long as an
  /// array may be.
  public static final int ROWS_MAX = 1 << 25;

  private float[] left = new float[0];
  private float[] right = new float[0];
  private float[] tree = new float[0];
  private float[] edge = new float[0];

  /// Made when it is first needed: without the Vector API its class cannot be loaded.
  private NonZeros nonZeros;

  /// At least `length` floats for packed rows of the left matrix; what they hold is not defined.
  float[] left(int length) {
    if (left.length < length) {
      left = new float[length];
    }
    return left;
  }

  /// At least `length` floats for packed panels of the right matrix.
  float[] right(int length) {
    if (right.length < length) {
      right = new float[length];
    }
    return right;
  }

  /// At least `length` floats for the open nodes of a reduction tree.
  float[] tree(int length) {
    if (tree.length < length) {
      tree = new float[length];
    }
    return tree;
  }

  /// At least `length` floats for a tile at the edge of a result.
  float[] edge(int length) {
    if (edge.length < length) {
      edge = new float[length];
    }
    return edge;
  }

  /// Room for so many lists of at most `capacity` elements.
  NonZeros nonZeros(int lists, int capacity) {
    if (nonZeros == null) {
      nonZeros = new NonZeros();
    }
    nonZeros.reserve(lists, capacity);
    return nonZeros;
  }
}
