package io.lockstep.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/// Finds the word that a mistyped one was probably meant to be. Rather none than a wrong one: a
/// name of few letters is near to many.
public final class Nearest {

  /// Letters below which a word is too short to be told from another by an edit.
  private static final int LETTERS_MIN = 3;

  /// Letters above which nobody types a word.
  private static final int LETTERS_MAX = 200;

  /// Letters from which the beginning or the end of a name stands for the name.
  private static final int PART_LETTERS_MIN = 5;

  private Nearest() {}

  /// Of names that anybody may have chosen, such as those of columns: the one that `word` is, but
  /// for case, blanks and `_` or `-`; else the one with the fewest edits: one for names of less
  /// than eight letters, two for less than twelve, three for longer ones. None when two are equally
  /// near, or when digits differ: `x2` is no slip for `x1`.
  public static Optional<String> to(String word, Collection<String> candidates) {
    return nearest(word, candidates, letters -> Math.clamp(letters / 4, 1, 3));
  }

  /// The same of words of this program, such as keys and commands. They are few, and none of them
  /// was meant for something else, so two edits are borne from five letters on, three from nine.
  public static Optional<String> ofOurs(String word, Collection<String> ours) {
    return nearest(word, ours, letters -> letters < 5 ? 1 : letters < 9 ? 2 : 3);
  }

  /// @param editsMax by the letters of the shorter of two words
  private static Optional<String> nearest(
      String word, Collection<String> candidates, IntUnaryOperator editsMax) {
    List<String> same = candidates.stream().filter(each -> isSame(word, each)).toList();
    if (!same.isEmpty()) {
      return only(same);
    }
    for (int edits = 1; edits <= 3; edits++) {
      int within = edits;
      List<String> near =
          candidates.stream()
              .filter(each ->
                  isWithin(letters -> Math.min(within, editsMax.applyAsInt(letters)), word, each))
              .toList();
      if (!near.isEmpty()) {
        return only(near);
      }
    }
    return Optional.empty();
  }

  /// True when both are the same word but for case and what stands between its parts.
  static boolean isSame(String one, String other) {
    return letters(one).equals(letters(other)) && !letters(one).isEmpty();
  }

  /// Lower case, nothing but letters and digits: what `Learning_Rate` and `learning-rate` share.
  static String letters(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private static Optional<String> only(List<String> found) {
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean isWithin(IntUnaryOperator editsMax, String word, String candidate) {
    String from = word.toLowerCase(Locale.ROOT);
    String to = candidate.toLowerCase(Locale.ROOT);
    int length = Math.min(from.length(), to.length());
    if (length < LETTERS_MIN || length > LETTERS_MAX || !digits(from).equals(digits(to))) {
      return false;
    }
    boolean part = from.length() >= PART_LETTERS_MIN && (to.startsWith(from) || to.endsWith(from));
    int edits = editsMax.applyAsInt(length);
    return part || Math.abs(from.length() - to.length()) <= edits && edits(from, to) <= edits;
  }

  private static String digits(String word) {
    return word.replaceAll("[^0-9]", "");
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `from` into `to`.
  ///
  /// @see "Damerau, CACM 7(3), 1964 (restricted form: no letter is edited twice)"
  static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    char a = from.charAt(i - 1);
    char b = to.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (a == b ? 0 : 1));
    if (i > 1 && j > 1 && a == to.charAt(j - 2) && b == from.charAt(i - 2)) {
      best = Math.min(best, cost[i - 2][j - 2] + 1);
    }
    return best;
  }
}
