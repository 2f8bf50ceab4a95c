package io.lockstep.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the word that a mistyped one was probably meant to be.
public final class Nearest {

  private Nearest() {}

  /// The candidate with the fewest edits, or none when all differ in more than a third of their
  /// letters. A candidate that the word is the beginning or the end of counts as one edit away.
  public static Optional<String> to(String word, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static int distance(String word, String candidate) {
    boolean part = word.length() > 1 && (candidate.startsWith(word) || candidate.endsWith(word));
    return part ? 1 : edits(word, candidate);
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
