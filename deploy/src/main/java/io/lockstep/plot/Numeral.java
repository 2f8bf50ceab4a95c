package io.lockstep.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/// Numbers as a person reads them.
final class Numeral {

  private static final double PLAIN_BELOW = 1e5;
  private static final int DECIMALS_MAX = 5;
  private static final String[] THOUSANDS = {"", "k", "M", "G", "T"};

  private Numeral() {}

  /// Four digits that count, at most.
  static String figure(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e15)) {
      return exponent(value, 3);
    }
    if (size >= PLAIN_BELOW) {
      int power = powerOf(size);
      return plain(value / Math.pow(1000, power), 4) + THOUSANDS[power];
    }
    return plain(value, Math.max(4, digitsBefore(size)));
  }

  private static int digitsBefore(double size) {
    return size < 1 ? 1 : (int) Math.floor(Math.log10(size)) + 1;
  }

  /// All with the same digits, as they stand beside an axis.
  ///
  /// @param step between two of them
  static List<String> ticks(List<Double> values, double step) {
    double largest = values.stream().mapToDouble(Math::abs).max().orElse(0);
    if (largest >= 1e15) {
      return values.stream().map(value -> exponent(value, 4)).toList();
    }
    if (largest >= PLAIN_BELOW && step >= 100) {
      int power = powerOf(largest);
      double unit = Math.pow(1000, power);
      int decimals = decimals(step / unit);
      return values.stream()
          .map(value -> value == 0 ? "0" : fixed(value / unit, decimals) + THOUSANDS[power])
          .toList();
    }
    int decimals = decimals(step);
    return decimals > DECIMALS_MAX && largest < 0.01
        ? values.stream().map(value -> exponent(value, 4)).toList()
        : values.stream().map(value -> fixed(value, decimals)).toList();
  }

  private static int powerOf(double size) {
    return (int) Math.min(THOUSANDS.length - 1.0, Math.floor(Math.log10(size) / 3 + 1e-9));
  }

  private static int decimals(double step) {
    return (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  }

  private static String fixed(double value, int decimals) {
    String text =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return withMinus(text.matches("-0(\\.0*)?") ? text.substring(1) : text);
  }

  private static String plain(double value, int digits) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(digits));
    return withMinus(value == 0 ? "0" : rounded.stripTrailingZeros().toPlainString());
  }

  private static String exponent(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).round(new MathContext(digits)).stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    return withMinus(rounded.movePointLeft(power).toPlainString() + "e" + power);
  }

  private static String withMinus(String text) {
    return text.replace('-', '−');
  }
}
