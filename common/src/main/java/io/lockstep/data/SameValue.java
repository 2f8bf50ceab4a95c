package io.lockstep.data;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// When two texts mean the same. Numbers do when their exact values are equal: `1`, `+1` and `1.0`
/// are one, and 9007199254740992 is not 9007199254740993. A number that begins with a needless zero
/// is a code and stays what it is: `01` is not `1`.
final class SameValue {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

  private static final Pattern CODE = Pattern.compile("[-+]?0[0-9].*");

  /// Longer texts are compared as they stand: no quantity has so many digits.
  private static final int CHARS_MAX = 1_000;

  private SameValue() {}

  /// Equal for two texts that mean the same, and for no others.
  static String key(String text) {
    return CODE.matcher(text).matches()
        ? text
        : number(text).map(value -> value.stripTrailingZeros().toString()).orElse(text);
  }

  /// The exact value; empty when the text is no number.
  static Optional<BigDecimal> number(String text) {
    return text.length() <= CHARS_MAX && NUMBER.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  static boolean isWhole(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0;
  }
}
