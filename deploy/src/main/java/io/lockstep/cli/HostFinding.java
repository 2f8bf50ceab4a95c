package io.lockstep.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One thing that was looked at on a host of a cluster.
///
/// @param check what it is about, such as `disk`
/// @param remedy what to do; empty when all is well
record HostFinding(String host, Level level, String check, String what, String remedy) {

  /// How bad it is.
  enum Level {
    OK("✓"),
    WARN("!"),
    /// Nodes cannot start there, or not find each other.
    BAD("✗");

    private final String mark;

    Level(String mark) {
      this.mark = mark;
    }
  }

  boolean isBad() {
    return level == Level.BAD;
  }

  String line() {
    return "%s %s: %s%s".formatted(level.mark, host, what, remedy.isEmpty() ? "" : "; " + remedy);
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("host", host);
    map.put("level", level.name().toLowerCase(Locale.ROOT));
    map.put("check", check);
    map.put("what", what);
    map.put("try", remedy);
    return map;
  }
}
