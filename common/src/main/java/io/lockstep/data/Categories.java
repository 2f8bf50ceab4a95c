package io.lockstep.data;

import io.lockstep.data.Encoding.CategoryColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the category of a cell: by its text, otherwise by its value when both are numbers, so that
/// `1.0` finds the `1` of training.
final class Categories {

  /// Texts for which a hint is looked for: one hint is enough.
  private static final int LOOKED_AT = 20;

  private final Map<String, Integer> indexByText = new HashMap<>();
  private final Map<String, Integer> indexByKey = new HashMap<>();
  private final List<String> known;

  Categories(CategoryColumn column) {
    this(column.categories());
  }

  /// @param known texts of the categories, each at its index
  Categories(List<String> known) {
    this.known = known;
    for (int index = 0; index < known.size(); index++) {
      indexByText.put(known.get(index), index);
      indexByKey.putIfAbsent(SameValue.key(known.get(index)), index);
    }
  }

  /// Index of the category, or -1 when there is none.
  int indexOf(String text) {
    Integer index = indexByText.get(text);
    return index != null ? index : indexByKey.getOrDefault(SameValue.key(text), -1);
  }

  /// What some texts that are no categories probably mean, a sentence each.
  List<String> hints(List<String> unknown) {
    List<String> hints = new ArrayList<>();
    for (String text : unknown.subList(0, Math.min(LOOKED_AT, unknown.size()))) {
      Optional<String> other = known.stream().filter(text::equalsIgnoreCase).findFirst();
      other.ifPresent(found ->
          hints.add("'%s' differs from '%s' in upper and lower case".formatted(text, found)));
    }
    return hints;
  }
}
