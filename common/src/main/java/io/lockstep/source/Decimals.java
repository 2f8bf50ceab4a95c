package io.lockstep.source;

import java.util.Set;
import java.util.regex.Pattern;

/// Numbers with a point and with a comma before their decimals, as texts.
final class Decimals {

  private static final Pattern GROUPED =
      Pattern.compile("[-+]?[0-9]{1,3}([. '\\u2019\\u00a0\\u2009\\u202f][0-9]{3})+,[0-9]*");

  private static final Set<String> BLANK =
      Set.of("", "?", "-", "--", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL");

  private Decimals() {}

  static boolean isPoint(String cell) {
    return isNumber(cell, '.');
  }

  static boolean isComma(String cell) {
    return isNumber(cell, ',');
  }

  /// A sign, digits with at most one mark among them, and an exponent.
  private static boolean isNumber(String cell, char mark) {
    int at = cell.startsWith("-") || cell.startsWith("+") ? 1 : 0;
    int marks = 0;
    int digits = 0;
    for (; at < cell.length(); at++) {
      char c = cell.charAt(at);
      if (c == mark && marks == 0) {
        marks++;
      } else if (isDigit(c)) {
        digits++;
      } else {
        break;
      }
    }
    return digits > 0 && (at == cell.length() || isExponent(cell, at));
  }

  private static boolean isExponent(String cell, int from) {
    if (cell.charAt(from) != 'e' && cell.charAt(from) != 'E') {
      return false;
    }
    int at = from + 1;
    if (at < cell.length() && (cell.charAt(at) == '-' || cell.charAt(at) == '+')) {
      at++;
    }
    int first = at;
    while (at < cell.length() && isDigit(cell.charAt(at))) {
      at++;
    }
    return at > first && at == cell.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// A decimal comma behind a whole part that is grouped by three: 1.234,5.
  static boolean isGroupedComma(String cell) {
    return cell.indexOf(',') > 3 && GROUPED.matcher(cell).matches();
  }

  /// A number whose comma can only stand before decimals: 1,234 may be a thousand and more.
  static boolean isSurelyComma(String cell) {
    int comma = cell.indexOf(',');
    if (comma < 0 || !isComma(cell)) {
      return false;
    }
    int sign = isDigit(cell.charAt(0)) || comma == 0 ? 0 : 1;
    boolean grouped =
        cell.length() - comma == 4
            && comma - sign >= 1
            && comma - sign <= 3
            && cell.charAt(sign) != '0'
            && isDigit(cell.charAt(cell.length() - 1))
            && cell.chars().skip(comma + 1L).allMatch(c -> c >= '0' && c <= '9');
    return !grouped;
  }

  /// Nothing, or what people write for nothing.
  static boolean isBlank(String cell) {
    return BLANK.contains(cell);
  }
}
