package io.lockstep.failure;

/// Characters that nobody sees: what to take away around a text, and how to show the rest.
public final class Invisible {

  private Invisible() {}

  /// The text without what is invisible at its ends: white space of any kind (also the no-break
  /// space), line ends, zero-width characters, byte order marks, and the Ctrl-Z that ends files of
  /// old. Inside, everything stays.
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isInvisible(text.charAt(from))) {
      from++;
    }
    while (from < to && isInvisible(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /// Whether [#strip] takes a character away. Surrogates stay.
  public static boolean isInvisible(char c) {
    if (c > ' ' && c < 0x7f) {
      return false;
    }
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              c != 0;
          default -> false;
        };
  }

  /// The text with what is invisible as escapes, such as `\n` and `\u00a0`; spaces stay.
  public static String shown(String text) {
    if (text.chars().noneMatch(c -> c != ' ' && isHidden((char) c))) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case ' ' -> line.append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(isHidden(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return line.toString();
  }

  private static boolean isHidden(char c) {
    return c == 0 || isInvisible(c);
  }
}
