package io.lockstep.layer;

import java.util.ArrayList;
import java.util.List;

/// Gives rows a place in as few arrays as their lives allow. A life lasts from the moment that
/// writes the rows to the last that reads them, both included.
final class RowSlots {

  /// Which rows may follow each other in one array.
  enum Sharing {
    /// Those of any width: for a pass that is alone.
    ANY_WIDTH,
    /// Those of one width: members take rows of their own through the layers without waiting for
    /// each other, and only there a row lies at the same place in both.
    SAME_WIDTH
  }

  private final Sharing sharing;
  private final List<Slot> slots = new ArrayList<>();

  RowSlots(Sharing sharing) {
    this.sharing = sharing;
  }

  /// One array to be.
  static final class Slot {
    private int width;
    private int lastRead;
    private float[] array;

    /// The rows in this place live on under another name.
    void keepUntil(int moment) {
      lastRead = Math.max(lastRead, moment);
    }

    /// The array, made when it is first asked for: after that nothing may take this place.
    float[] array(int rows) {
      if (array == null) {
        array = new float[Math.multiplyExact(rows, width)];
      }
      return array;
    }
  }

  Slot take(int width, int written, int lastRead) {
    Slot best = null;
    for (Slot slot : slots) {
      if (slot.lastRead < written && fits(slot, width) && isBetter(slot, best, width)) {
        best = slot;
      }
    }
    if (best == null) {
      best = new Slot();
      slots.add(best);
    }
    best.width = Math.max(best.width, width);
    best.lastRead = lastRead;
    return best;
  }

  private boolean fits(Slot slot, int width) {
    return sharing == Sharing.ANY_WIDTH || slot.width == width;
  }

  /// The narrowest that is wide enough, else the widest.
  private static boolean isBetter(Slot slot, Slot best, int width) {
    if (best == null) {
      return true;
    }
    boolean wideEnough = slot.width >= width;
    return best.width >= width
        ? wideEnough && slot.width < best.width
        : wideEnough || slot.width > best.width;
  }
}
