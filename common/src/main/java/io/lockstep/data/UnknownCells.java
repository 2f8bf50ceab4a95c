package io.lockstep.data;

import java.util.BitSet;
import java.util.List;

/// The cells of one column that hold a category which the training part never held. They count as
/// rare ones do where there is a place for such, as missing ones where there is one for these, and
/// otherwise as none.
public final class UnknownCells {

  private final String column;
  private final BitSet rows;
  private final List<String> texts;
  private final List<String> hints;
  private final Place place;

  /// With which other cells they share an input, if there is one.
  enum Place {
    RARE,
    MISSING
  }

  /// @param rows that hold such a cell, counted from 0; kept, not copied
  /// @param texts of these cells, each once
  /// @param hints what some of them probably mean, a sentence each
  /// @param place where their ones go
  UnknownCells(String column, BitSet rows, List<String> texts, List<String> hints, Place place) {
    this.place = place;
    this.column = column;
    this.rows = rows;
    this.texts = List.copyOf(texts);
    this.hints = List.copyOf(hints);
  }

  public String column() {
    return column;
  }

  public int count() {
    return rows.cardinality();
  }

  /// @param row of the file, from 0
  public boolean isIn(int row) {
    return rows.get(row);
  }

  /// The different texts of these cells, in the order of the file.
  public List<String> texts() {
    return texts;
  }

  /// What such a cell counts as.
  String countsAs() {
    return place == Place.RARE ? "rare ones" : "missing ones";
  }

  /// @param of all rows
  String note(int of) {
    return "column '%s': %d of %d cells hold what training never knew (%s), and count as %s%s"
        .formatted(
            column,
            count(),
            of,
            Wording.quoted(texts),
            countsAs(),
            hints.isEmpty() ? "" : "; " + hints.getFirst());
  }
}
