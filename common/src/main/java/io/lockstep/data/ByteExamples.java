package io.lockstep.data;

import io.lockstep.kernel.Kernels;

/// Images of unsigned bytes, kept as bytes; a byte becomes `byte * (1f / 255f)` when a batch is
/// formed.
final class ByteExamples implements Examples {

  private static final float SCALE = 1f / 255f;

  private final Kernels kernels = Kernels.best();
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
    return targets.width();
  }

  @Override
  public void features(int example, float[] target, int offset) {
    kernels.scaleBytes(
        rows.segment(example), rows.at(example), SCALE, target, offset, rows.width());
  }

  @Override
  public void target(int example, float[] target, int offset) {
    targets.put(example, target, offset);
  }
}
