package io.lockstep.data;

import java.util.Arrays;

/// Encoded rows of a CSV file: numbers as floats, one-hot columns as the position of their one,
/// expanded when a batch is formed.
final class TableExamples implements Examples {

  /// In place of a position: the one-hot columns of this cell are all zeros.
  static final int NO_SLOT = -1;

  private final int width;
  private final int[] numberAt;
  private final float[] numbers;
  private final int categoryColumns;
  private final int[] slots;
  private final Targets targets;

  /// @param width floats of one example; those of no column stay 0
  /// @param numberAt where in an example each number column goes
  /// @param numbers row-major, one a number column; kept, not copied
  /// @param slots row-major, one a category column: where in an example its one goes, or
  ///   [#NO_SLOT]; kept, not copied
  TableExamples(int width, int[] numberAt, float[] numbers, int[] slots, Targets targets) {
    this.width = width;
    this.numberAt = numberAt.clone();
    this.numbers = numbers;
    this.categoryColumns = targets.count() == 0 ? 0 : slots.length / targets.count();
    this.slots = slots;
    this.targets = targets;
  }

  @Override
  public int count() {
    return targets.count();
  }

  @Override
  public int featureWidth() {
    return width;
  }

  @Override
  public int targetWidth() {
    return targets.width();
  }

  @Override
  public void features(int example, float[] target, int offset) {
    int numberColumns = numberAt.length;
    int from = example * numberColumns;
    if (numberColumns == width) {
      System.arraycopy(numbers, from, target, offset, numberColumns);
      return;
    }
    Arrays.fill(target, offset, offset + width, 0f);
    for (int i = 0; i < numberColumns; i++) {
      target[offset + numberAt[i]] = numbers[from + i];
    }
    int slotFrom = example * categoryColumns;
    for (int i = 0; i < categoryColumns; i++) {
      int slot = slots[slotFrom + i];
      if (slot != NO_SLOT) {
        target[offset + slot] = 1f;
      }
    }
  }

  @Override
  public void target(int example, float[] target, int offset) {
    targets.put(example, target, offset);
  }
}
