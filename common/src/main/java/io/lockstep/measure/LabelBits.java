package io.lockstep.measure;

/// Which labels an example has, a bit each: 32 in a whole number, the first in the lowest bit.
final class LabelBits {

  private LabelBits() {}

  /// Whole numbers for so many labels.
  static int words(int labels) {
    return Math.ceilDiv(labels, Integer.SIZE);
  }

  /// @param at where those of the example begin
  /// @param targets of the example from `from` on, 1 for a label that it has
  static void put(int[] bits, int at, float[] targets, int from, int labels) {
    for (int label = 0; label < labels; label++) {
      bits[at + label / Integer.SIZE] |= (int) targets[from + label] << label % Integer.SIZE;
    }
  }

  /// @param at where those of the example begin
  static boolean has(int[] bits, int at, int label) {
    return (bits[at + label / Integer.SIZE] >>> label % Integer.SIZE & 1) == 1;
  }
}
