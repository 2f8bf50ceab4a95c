package io.lockstep.data;

/// Numbers as they are written in data: optional sign, decimal digits, `.`, exponent. Not the hex,
/// `NaN`, `Infinity` and `1f` that Java would take, and nothing beyond the range of a float.
final class NumberText {

  private NumberText() {}

  /// The value, correctly rounded to double, or NaN when the text is not such a number.
  static double parse(String text) {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    if (!digit) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(text);
      return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  static boolean whole(double value) {
    return value == Math.rint(value) && Math.abs(value) <= 1L << 53;
  }

  /// A whole number as one text, however it was written: `1`, `1.0` and `+1` are the same class.
  static String wholeText(double value) {
    return Long.toString((long) value);
  }
}
