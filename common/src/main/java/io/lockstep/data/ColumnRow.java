package io.lockstep.data;

import io.lockstep.config.Words;
import io.lockstep.failure.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;

/// A line of the table of columns: what a column holds, what it is used for and how.
///
/// @param encoded how its cells become numbers, in words
/// @param inputs numbers of an example that come from it
public record ColumnRow(ColumnLook look, Role role, String encoded, int inputs) {

  /// What a column is used for.
  public enum Role {
    FEATURE,
    LABEL,
    IGNORED
  }

  /// Texts and numbers only, fit for JSON.
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", look.name());
    map.put("kind", look.kind().word());
    map.put("missing", look.counts().missing());
    map.put("distinct", look.counts().distinct());
    map.put("distinct_among", look.counts().counted());
    if (look.numbers().count() > 0) {
      map.put("least", look.numbers().least());
      map.put("greatest", look.numbers().greatest());
    }
    map.put("examples", look.examples().stream().map(OneLine::of).toList());
    map.put("role", Words.of(role));
    map.put("encoded", encoded);
    map.put("inputs", inputs);
    return map;
  }
}
