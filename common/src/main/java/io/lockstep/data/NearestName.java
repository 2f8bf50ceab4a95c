package io.lockstep.data;

import io.lockstep.config.Nearest;
import java.util.Collection;
import java.util.List;

/// Words which column someone probably meant.
final class NearestName {

  private static final int SHOWN_MAX = 20;

  private NearestName() {}

  /// Advice for an unknown column: the nearest of the candidates, and all columns.
  static String advice(String wanted, Collection<String> candidates, List<String> columns) {
    String all = "the columns are: " + listed(columns);
    return Nearest.to(wanted, candidates)
        .map(nearest -> "did you mean '%s'? %s".formatted(nearest, all))
        .orElse(all);
  }

  private static String listed(List<String> columns) {
    String some =
        String.join(", ", columns.stream().limit(SHOWN_MAX).map(RawTable::shown).toList());
    int more = columns.size() - SHOWN_MAX;
    return more > 0 ? "%s and %d more".formatted(some, more) : some;
  }
}
