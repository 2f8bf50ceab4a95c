package io.lockstep.cli.progress;

import java.util.Locale;

/// Numbers as a person reads them, in few characters.
final class Figures {

  /// No figure is wider, but for a minus.
  static final int WIDTH = 8;

  private Figures() {}

  /// A loss of any size: `0.1234`, `12.3457`, `12346`, `1.23e+10`, `1.23e-05`.
  static String loss(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size >= 1e8 || size > 0 && size < 1e-3) {
      return format("%.2e", value).replace("Infinity", "Inf");
    }
    return size >= 1_000 ? format("%.0f", value) : format("%.4f", value);
  }

  static String share(double value) {
    return format("%.4f", value);
  }

  /// `0.4s`, `12s`, `3m05s`, `2h07m`, `150h`.
  static String seconds(double seconds) {
    long whole = (long) seconds;
    if (whole < 10) {
      return format("%.1fs", seconds);
    }
    if (whole < 60) {
      return whole + "s";
    }
    if (whole < 3_600) {
      return format("%dm%02ds", whole / 60, whole % 60);
    }
    return whole < 360_000
        ? format("%dh%02dm", whole / 3_600, whole / 60 % 60)
        : format("%dh", whole / 3_600);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
