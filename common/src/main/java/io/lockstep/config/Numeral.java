package io.lockstep.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as people write them where YAML reads a text: in quotes, with a decimal comma, with
/// marks between thousands, as a share of a hundred.
final class Numeral {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,4})?");

  private static final Pattern COMMA =
      Pattern.compile("([-+]?[0-9]+),([0-9]+(?:[eE][-+]?[0-9]{1,4})?)");

  private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}([_,' ][0-9]{3})+");

  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,2}) ?%");

  private Numeral() {}

  /// The value as it has to be written; empty when it is no number or stands for another one.
  ///
  /// @param allowed whether a number, as YAML reads it, may stand in this place
  static Optional<String> meant(Value value, Predicate<String> allowed) {
    if (!(value instanceof Value.Scalar scalar)) {
      return Optional.empty();
    }
    String text = scalar.text().strip();
    Matcher percent = PERCENT.matcher(text);
    String number = text;
    if (percent.matches()) {
      number = "0.%02d".formatted(Integer.parseInt(percent.group(1))).replaceFirst("0$", "");
    } else if (THOUSANDS.matcher(text).matches()) {
      number = text.replaceAll("[^0-9]", "");
    } else {
      number = COMMA.matcher(text).replaceFirst("$1.$2");
    }
    boolean other = scalar.quoted() || !number.equals(text);
    return other && NUMBER.matcher(number).matches() && allowed.test(number)
        ? Optional.of(number)
        : Optional.empty();
  }

  /// The same for whole numbers, which may stand there as `1e3` or `2.0`.
  static Optional<String> meantWhole(Value value, Predicate<String> allowed) {
    if (value instanceof Value.Scalar scalar
        && NUMBER.matcher(scalar.text()).matches()
        && allowed.test(scalar.text())) {
      return Optional.of(new BigDecimal(scalar.text()).toBigInteger().toString());
    }
    return meant(value, allowed);
  }
}
