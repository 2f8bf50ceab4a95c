package io.lockstep.failure;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers in sentences and tables, as people and YAML write them: `0.0008948`, `1.5e-7`, `2e15`.
public final class Figure {

  private static final double PLAIN_FROM = 1e-4;
  private static final double PLAIN_BELOW = 1e15;

  private Figure() {}

  /// As few digits as tell it from any other.
  public static String of(double value) {
    return Double.isFinite(value)
        ? text(BigDecimal.valueOf(value), PLAIN_BELOW)
        : Double.toString(value);
  }

  /// Six digits that matter, and no more.
  public static String rounded(double value) {
    return Double.isFinite(value)
        ? text(new BigDecimal(value).round(new MathContext(6)), 1e6)
        : Double.toString(value);
  }

  private static String text(BigDecimal value, double plainBelow) {
    BigDecimal digits = value.stripTrailingZeros();
    double size = Math.abs(value.doubleValue());
    if (size == 0 || size >= PLAIN_FROM && size < plainBelow) {
      return digits.toPlainString();
    }
    int power = digits.precision() - digits.scale() - 1;
    return digits.movePointLeft(power).stripTrailingZeros().toPlainString() + "e" + power;
  }
}
