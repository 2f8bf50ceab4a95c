package io.lockstep.failure;

/// Text of foreign origin (a cell, a column, a path) fit for one line of a terminal or a log.
public final class OneLine {

  private OneLine() {}

  /// Line ends, other control characters and whatever else is [Invisible] as escapes, such as `\n`
  /// and `\u001b`; everything else stays as it is.
  public static String of(String text) {
    return Invisible.shown(text);
  }

  /// The same, and no more than this of it; whatever is left out is counted.
  ///
  /// @param charsMax of the text before its escapes
  public static String upTo(int charsMax, String text) {
    return text.length() <= charsMax
        ? of(text)
        : "%s… (%,d characters)".formatted(of(text.substring(0, charsMax)), text.length());
  }
}
