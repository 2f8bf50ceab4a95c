package io.lockstep.data;

/// The targets of a set of examples, compact in memory. Immutable.
sealed interface Targets {

  /// Size up to which the square of an error, and that of its gradient, stays within a float.
  double SIZE_MAX = 1e15;

  int count();

  float at(int example);

  /// Class indices below 256.
  final class Bytes implements Targets {
    private final byte[] classes;

    /// @param classes kept, not copied
    Bytes(byte[] classes) {
      this.classes = classes;
    }

    @Override
    public int count() {
      return classes.length;
    }

    @Override
    public float at(int example) {
      return classes[example] & 0xff;
    }
  }

  /// Numbers, or class indices of more than 256 classes.
  final class Floats implements Targets {
    private final float[] values;

    /// @param values kept, not copied
    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public float at(int example) {
      return values[example];
    }
  }

  /// Nothing is known of these examples' labels: each target is NaN.
  record Unknown(int count) implements Targets {
    @Override
    public float at(int example) {
      return Float.NaN;
    }
  }

  /// @param classes index by example, each `0..classCount - 1`
  static Targets ofClasses(int[] classes, int classCount) {
    if (classCount <= 256) {
      byte[] bytes = new byte[classes.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) classes[i];
      }
      return new Bytes(bytes);
    }
    float[] values = new float[classes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = classes[i];
    }
    return new Floats(values);
  }
}
