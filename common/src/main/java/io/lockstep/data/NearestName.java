package io.lockstep.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// Finds the column someone probably meant.
final class NearestName {

  private NearestName() {}

  /// Advice for an unknown column: the nearest name, or all of them.
  static String advice(String wanted, Collection<String> names) {
    String nearest =
        names.stream().min(Comparator.comparingInt(name -> distance(wanted, name))).orElse("");
    if (!nearest.isEmpty() && distance(wanted, nearest) <= Math.max(2, wanted.length() / 2)) {
      return "did you mean '" + nearest + "'?";
    }
    String some = String.join(", ", names.stream().limit(20).toList());
    return "the columns are: " + some + (names.size() > 20 ? ", …" : "");
  }

  /// Edit distance, upper and lower case being equal.
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
