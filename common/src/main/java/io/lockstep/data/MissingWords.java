package io.lockstep.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/// What people write where a value is missing. None of these counts as missing by itself: `-` and
/// `none` may be meant.
final class MissingWords {

  private static final Set<String> WORDS =
      Set.of(
          "-",
          "--",
          "---",
          ".",
          "..",
          "...",
          "*",
          "#n/a",
          "n/a",
          "n.a.",
          "n.a",
          "na",
          "nan",
          "null",
          "nil",
          "none",
          "missing",
          "unknown",
          "unk",
          "undefined",
          "not available",
          "not applicable",
          "no data",
          "<na>",
          "<null>",
          "\\n",
          "(null)",
          "#value!",
          "#null!",
          "#div/0!",
          "#ref!",
          "tbd");

  private MissingWords() {}

  /// Whether each of some texts is such a word, and there is one.
  static boolean are(Collection<String> texts) {
    return !texts.isEmpty()
        && texts.stream().allMatch(text -> WORDS.contains(text.toLowerCase(Locale.ROOT)));
  }
}
