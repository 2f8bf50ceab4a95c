package io.lockstep.data;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises dates and times of day as people and programs write them: `2024-01-31`,
/// `2024-01-31T12:00:00Z`, `31.01.2024`, `1/31/24 9:15 PM`, `31 Jan 2024`, `January 31, 2024`,
/// `2024-01`, `12:30`.
final class DateText {

  private static final int CHARS_MIN = 4;
  private static final int CHARS_MAX = 40;

  static final String MONTH =
      "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
  private static final String DAY_OF_WEEK = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\\s+)?";
  private static final String CLOCK =
      "\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?\\s?(?:[ap]\\.?m\\.?)?";
  private static final String ZONE = "\\s?(?:z|utc|gmt|[-+]\\d{2}:?\\d{2}|[-+]\\d{2})?";
  static final String TIME = "(?:(?:t|,?\\s+)" + CLOCK + ZONE + ")?";

  /// Each has at most three groups of digits, in which a day and a month have to be possible.
  private static final List<Pattern> FORMS =
      List.of(
          form("(\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2}))?" + TIME),
          form("(\\d{1,2})([-/.])(\\d{1,2})\\2(?:\\d{4}|\\d{2})" + TIME),
          form("\\d{1,2}(?:st|nd|rd|th)?[-\\s.]+" + MONTH + "[-\\s,]+(?:\\d{4}|\\d{2})" + TIME),
          form(MONTH + "[-\\s]+\\d{1,2}(?:st|nd|rd|th)?,?[-\\s]+\\d{4}" + TIME),
          form(MONTH + "[-\\s]+(?:\\d{4}|\\d{1,2}(?:st|nd|rd|th)?)"),
          form("\\d{1,2}(?:st|nd|rd|th)?[-\\s]+" + MONTH),
          form("\\d{4}-?w\\d{2}(?:-?\\d)?"),
          form("\\d{4}\\s?-?q[1-4]|q[1-4][-\\s]\\d{4}"),
          form(CLOCK + ZONE));

  private DateText() {}

  static Pattern form(String pattern) {
    return Pattern.compile(DAY_OF_WEEK + "(?:" + pattern + ")", Pattern.CASE_INSENSITIVE);
  }

  static boolean matches(String text) {
    int length = text.length();
    if (length < CHARS_MIN || length > CHARS_MAX || text.chars().noneMatch(Character::isDigit)) {
      return false;
    }
    for (int i = 0; i < FORMS.size(); i++) {
      Matcher matcher = FORMS.get(i).matcher(text);
      if (matcher.matches()) {
        return switch (i) {
          case 0 -> month(matcher.group(3)) && day(matcher.group(4));
          case 1 -> dayAndMonth(matcher.group(1), matcher.group(3));
          default -> true;
        };
      }
    }
    return false;
  }

  /// Whether a number is a date such as 20240131, from 1900 to 2100.
  static boolean isCompact(double number) {
    if (number < 1900_01_01 || number > 2100_12_31 || number != Math.rint(number)) {
      return false;
    }
    int digits = (int) number;
    int month = digits / 100 % 100;
    int day = digits % 100;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  private static boolean dayAndMonth(String one, String other) {
    return day(one) && month(other) || month(one) && day(other);
  }

  private static boolean month(String digits) {
    int value = Integer.parseInt(digits);
    return value >= 1 && value <= 12;
  }

  private static boolean day(String digits) {
    int value = digits == null ? 1 : Integer.parseInt(digits);
    return value >= 1 && value <= 31;
  }
}
