package io.lockstep.data;

/// Numbers as they are written in data: optional sign, decimal digits, `.`, exponent. Not the hex,
/// `NaN`, `Infinity` and `1f` that Java would take, and nothing beyond the range of a float.
final class NumberText {

  private NumberText() {}

  /// The value, correctly rounded to double, or NaN when the text is not such a number.
  static double parse(String text) {
    double value = ofAnySize(text);
    return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
  }

  /// What keeps a text from being such a number, in words.
  static String fault(String text) {
    return Double.isNaN(ofAnySize(text))
        ? "is not a number"
        : "is too large a number: floats end at 3.4e38";
  }

  private static double ofAnySize(String text) {
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
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /// Whether a number is whole, also where a double no longer tells.
  ///
  /// @param value what [#parse] makes of the text
  static boolean isWhole(String text, double value) {
    if (Math.abs(value) < 1L << 53) {
      return value == Math.rint(value);
    }
    return SameValue.number(text).filter(SameValue::isWhole).isPresent();
  }

  /// Whether it begins with a zero that the number does not need, as codes do.
  static boolean isPadded(String text) {
    return text.length() > 1 && text.charAt(0) == '0' && Character.isDigit(text.charAt(1));
  }
}
