package io.lockstep.data;

/// Images of unsigned bytes, kept as bytes; a byte becomes `byte * (1f / 255f)` when a batch is
/// formed.
final class ByteExamples implements Examples {

  private static final float SCALE = 1f / 255f;

  /// By byte as it is stored, so that the loop is one look-up: measured faster than converting.
  private static final float[] VALUES = new float[256];

  static {
    for (int value = 0; value < 256; value++) {
      VALUES[value] = value * SCALE;
    }
  }

  private final ByteRows rows;
  private final Targets targets;

  ByteExamples(ByteRows rows, Targets targets) {
    this.rows = rows;
    this.targets = targets;
  }

  @Override
  public int count() {
    return rows.count();
  }

  @Override
  public int featureWidth() {
    return rows.width();
  }

  @Override
  public int targetWidth() {
    return 1;
  }

  @Override
  public void features(int example, float[] target, int offset) {
    byte[] segment = rows.segment(example);
    int from = rows.at(example);
    int width = rows.width();
    for (int i = 0; i < width; i++) {
      target[offset + i] = VALUES[segment[from + i] & 0xff];
    }
  }

  @Override
  public void target(int example, float[] target, int offset) {
    target[offset] = targets.at(example);
  }
}
