package io.lockstep.data;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A cell that is a number to people: digits with separators, and around them what people write.
///
/// @param negative by a minus before or after it, or by parentheses
/// @param body digits and separators, from the first digit (or the sign before it) to the last
/// @param unit currency sign, currency code, `%` or unit; empty when there is none
record WrittenNumber(boolean negative, String body, String unit) {

  private static final int CHARS_MAX = 60;

  private static final String QUOTES = "'\"`\u2018\u2019\u201c\u201d\u00ab\u00bb";
  private static final String MINUS = "-\u2212\u2013";
  private static final String GROUPS = "'\u2019_";

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern SIGN_OF_CURRENCY = Pattern.compile("\\p{L}{0,3}\\p{Sc}");

  private static final Pattern UNIT =
      Pattern.compile(
          "[/\\p{L}\\p{Sc}%\u2030\u00b0\u00b5][\\p{L}\\p{Sc}%\u00b0\u00b5/.\u00b7 ]{0,11}[23\u00b2\u00b3]?");

  private static final Pattern EXPONENT = Pattern.compile("[eE][-+]?[0-9]+");

  /// As Fortran writes powers of ten: always with a sign, and behind a point.
  private static final Pattern POWER = Pattern.compile("(.*\\..*)[dD]([-+][0-9]{2,3})");

  private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,12})");

  /// Between a character of the ASCII block and that of full width which looks like it.
  private static final int FULL_WIDTH = '\uff01' - '!';

  /// Empty when the cell is no number, whatever one forgives.
  static Optional<WrittenNumber> of(String cell) {
    if (cell.length() > CHARS_MAX) {
      return Optional.empty();
    }
    String text = stripped(inLatinScript(cell));
    Optional<WrittenNumber> machine = ofMachine(text);
    if (machine.isPresent()) {
      return machine;
    }
    boolean inParentheses = text.startsWith("(") && text.endsWith(")");
    if (inParentheses) {
      text = stripped(text.substring(1, text.length() - 1));
    }
    int from = 0;
    while (from < text.length() && !isDigit(text.charAt(from))) {
      from++;
    }
    if (from == text.length()) {
      return Optional.empty();
    }
    if (from > 0 && isPoint(text.charAt(from - 1))) {
      from--;
    }
    int to = from;
    while (to < text.length() && isOfBody(text.charAt(to))) {
      to++;
    }
    return around(text, from, to).map(number -> inParentheses ? number.inverted() : number);
  }

  /// As programs write numbers; the body is then as [Double#parseDouble] takes it.
  private static Optional<WrittenNumber> ofMachine(String text) {
    Matcher hex = HEX.matcher(text);
    if (hex.matches()) {
      return Optional.of(plain(Long.toString(Long.parseLong(hex.group(1), 16))));
    }
    Matcher power = POWER.matcher(text);
    double value = power.matches() ? NumberText.parse(power.replaceFirst("$1e$2")) : Double.NaN;
    return Double.isNaN(value)
        ? Optional.empty()
        : Optional.of(plain(new BigDecimal(value).toPlainString()));
  }

  private static WrittenNumber plain(String number) {
    boolean negative = number.startsWith("-");
    return new WrittenNumber(negative, negative ? number.substring(1) : number, "");
  }

  /// Digits of any script, and what stands for a point in it, as those of the ASCII block.
  private static String inLatinScript(String cell) {
    if (cell.chars().allMatch(c -> c < 0x660)) {
      return cell;
    }
    StringBuilder text = new StringBuilder(cell.length());
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (Character.isDigit(c)) {
        text.append((char) ('0' + Character.digit(c, 10)));
      } else if (c > '\uff00' && c < '\uff5f') {
        text.append((char) (c - FULL_WIDTH));
      } else {
        text.append(c == '\u066b' ? '.' : c == '\u066c' ? '_' : c);
      }
    }
    return text.toString();
  }

  private static Optional<WrittenNumber> around(String text, int from, int to) {
    String before = stripped(text.substring(0, from));
    String after = stripped(text.substring(to));
    boolean negative = false;
    if (!before.isEmpty() && isSign(before.charAt(0))) {
      negative = isMinus(before.charAt(0));
      before = stripped(before.substring(1));
    } else if (!before.isEmpty() && isSign(before.charAt(before.length() - 1))) {
      negative = isMinus(before.charAt(before.length() - 1));
      before = stripped(before.substring(0, before.length() - 1));
    } else if (after.length() == 1 && isMinus(after.charAt(0))) {
      negative = true;
      after = "";
    }
    boolean known = before.isEmpty() || isCurrency(before);
    boolean unit = after.isEmpty() || UNIT.matcher(after).matches();
    if (!known || !unit || EXPONENT.matcher(after).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new WrittenNumber(negative, stripped(text.substring(from, to)), before + after));
  }

  private WrittenNumber inverted() {
    return new WrittenNumber(!negative, body, unit);
  }

  /// The value, or NaN when the separators do not make sense.
  ///
  /// @param decimal what begins the fraction, `.` or `,`; the other one may group digits
  double value(char decimal) {
    int point = body.indexOf(decimal);
    String whole = point < 0 ? body : body.substring(0, point);
    String fraction = point < 0 ? "" : body.substring(point + 1);
    if (!fraction.chars().allMatch(WrittenNumber::isDigit) || point >= 0 && fraction.isEmpty()) {
      return Double.NaN;
    }
    String digits = grouped(whole, decimal == '.' ? ',' : '.');
    if (digits.isEmpty() && !whole.isEmpty() || digits.isEmpty() && fraction.isEmpty()) {
      return Double.NaN;
    }
    double value = Double.parseDouble("0" + digits + "." + fraction + "0");
    return value > Float.MAX_VALUE ? Double.NaN : negative ? -value : value;
  }

  /// The digits of a whole number, empty when it is not well grouped: groups of three after one to
  /// three digits, or of two before the last three as in India, all by one separator.
  private static String grouped(String whole, char point) {
    if (whole.chars().allMatch(WrittenNumber::isDigit)) {
      return whole;
    }
    StringBuilder digits = new StringBuilder();
    int separator = -1;
    int run = 0;
    int runs = 0;
    boolean uneven = whole.charAt(0) == '0';
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      if (isDigit(c)) {
        digits.append(c);
        run++;
        continue;
      }
      boolean allowed = c == point || isGroup(c);
      uneven |= !allowed || separator >= 0 && c != separator || run == 0 || run > 3;
      uneven |= runs > 0 && run < 2;
      separator = c;
      run = 0;
      runs++;
    }
    return uneven || run != 3 || !isEven(whole) ? "" : digits.toString();
  }

  /// Whether all inner groups have one length.
  private static boolean isEven(String whole) {
    String[] groups = whole.split("[^0-9]");
    for (int i = 2; i < groups.length - 1; i++) {
      if (groups[i].length() != groups[1].length()) {
        return false;
      }
    }
    return true;
  }

  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isAround(text.charAt(from))) {
      from++;
    }
    while (from < to && isAround(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isAround(char c) {
    return isBlank(c) || QUOTES.indexOf(c) >= 0;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isOfBody(char c) {
    return isDigit(c) || isPoint(c) || isGroup(c);
  }

  private static boolean isGroup(char c) {
    return GROUPS.indexOf(c) >= 0 || isBlank(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPoint(char c) {
    return c == '.' || c == ',';
  }

  private static boolean isSign(char c) {
    return c == '+' || isMinus(c);
  }

  private static boolean isMinus(char c) {
    return MINUS.indexOf(c) >= 0;
  }

  private static boolean isCurrency(String text) {
    return CURRENCIES.contains(text) || SIGN_OF_CURRENCY.matcher(text).matches();
  }
}
