package io.lockstep.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Words that several messages of this package share.
final class Wording {

  private static final int NAMES_MAX = 8;

  private Wording() {}

  /// `column 'a' is` or `columns 'a', 'b' and 12 more are`.
  static String columnsAre(List<String> names) {
    return "%s %s".formatted(columns(names), names.size() == 1 ? "is" : "are");
  }

  /// `column 'a'` or `columns 'a', 'b' and 12 more`.
  static String columns(List<String> names) {
    return (names.size() == 1 ? "column " : "columns ") + quoted(names);
  }

  /// `'a', 'b' and 12 more`.
  static String quoted(List<String> texts) {
    List<String> shown =
        texts.stream().limit(NAMES_MAX).map(text -> "'" + RawTable.shown(text) + "'").toList();
    int more = texts.size() - shown.size();
    String list = String.join(", ", shown);
    return more > 0 ? "%s and %d more".formatted(list, more) : list;
  }

  static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  /// A flag that sets a list of the section `data` to what it holds already and more, fit to be
  /// pasted into a shell.
  static String set(String key, Collection<String> present, Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(present);
    all.addAll(more);
    List<String> words = new ArrayList<>();
    all.forEach(name -> words.add(word(name)));
    String flag =
        "data.%s=%s".formatted(key, words.stream().collect(Collectors.joining(", ", "[", "]")));
    return flag.matches("[A-Za-z0-9_.=,/\\[\\]-]+")
        ? "--set " + flag
        : "--set '" + flag.replace("'", "'\\''") + "'";
  }

  /// A name as an item of a YAML list.
  private static String word(String name) {
    boolean plain =
        name.matches("[A-Za-z0-9_]([A-Za-z0-9_./ -]*[A-Za-z0-9_])?")
            && !name.equalsIgnoreCase("null");
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
