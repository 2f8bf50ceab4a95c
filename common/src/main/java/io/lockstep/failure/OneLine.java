package io.lockstep.failure;

/// Text of foreign origin (a cell, a column, a path) fit for one line of a terminal or a log.
public final class OneLine {

  private OneLine() {}

  /// Line ends and other control characters as escapes, such as `\n` and `\u001b`; everything else
  /// stays as it is.
  public static String of(String text) {
    if (text.chars().noneMatch(OneLine::isControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(isControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return line.toString();
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }
}
