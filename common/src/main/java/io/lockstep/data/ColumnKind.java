package io.lockstep.data;

import java.util.Locale;

/// What the cells of a column are, by their look alone.
public enum ColumnKind {
  /// Numbers, some with a fraction.
  NUMBER,
  WHOLE_NUMBER,
  /// Numbers to people, such as `$1,234`: see `data.numbers`.
  WRITTEN_NUMBER,
  /// Numbers, and texts among them.
  MIXED,
  /// Texts that come again.
  CATEGORY,
  DATE,
  /// Sentences, hardly one of them twice.
  FREE_TEXT,
  /// Names the row: counts it, or is different in nearly each.
  ID_LIKE,
  CONSTANT,
  /// No cell holds anything.
  EMPTY;

  /// As a reader sees it, such as `whole number`.
  public String word() {
    return switch (this) {
      case ID_LIKE -> "id-like";
      case MIXED -> "numbers and texts";
      case NUMBER, WHOLE_NUMBER, WRITTEN_NUMBER, CATEGORY, DATE, FREE_TEXT, CONSTANT, EMPTY ->
          name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
