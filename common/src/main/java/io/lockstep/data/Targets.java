package io.lockstep.data;

import java.util.List;

/// The targets of a set of examples, compact in memory. Immutable.
sealed interface Targets {

  /// Size up to which the square of an error, and that of its gradient, stays within a float.
  double SIZE_MAX = 1e15;

  int count();

  /// The target, or the first number of it.
  float at(int example);

  /// Floats of one target.
  default int width() {
    return 1;
  }

  /// Writes one target to `to[offset, offset + width())`.
  default void put(int example, float[] to, int offset) {
    to[offset] = at(example);
  }

  /// Of several label columns, one number of each.
  ///
  /// @param columns at least one, of as many examples each
  record Several(List<Targets> columns) implements Targets {
    public Several {
      columns = List.copyOf(columns);
    }

    @Override
    public int count() {
      return columns.getFirst().count();
    }

    @Override
    public float at(int example) {
      return columns.getFirst().at(example);
    }

    @Override
    public int width() {
      return columns.size();
    }

    @Override
    public void put(int example, float[] to, int offset) {
      for (int i = 0; i < columns.size(); i++) {
        to[offset + i] = columns.get(i).at(example);
      }
    }
  }

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

  /// @param columns at least one
  static Targets of(List<Targets> columns) {
    return columns.size() == 1 ? columns.getFirst() : new Several(columns);
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
