package io.lockstep.plot.canvas;

import java.util.Locale;

/// A colour.
///
/// @param rgb red, green and blue as `0xrrggbb`
/// @param opacity 0 (not seen) to 1
public record Ink(int rgb, double opacity) {

  public Ink {
    if (rgb < 0 || rgb > 0xffffff || !(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("no colour: %x, opacity %s".formatted(rgb, opacity));
    }
  }

  public static Ink of(int rgb) {
    return new Ink(rgb, 1);
  }

  public Ink faded(double newOpacity) {
    return new Ink(rgb, newOpacity);
  }

  /// This colour and another, mixed.
  ///
  /// @param share of the other, 0..1
  public Ink mixed(Ink other, double share) {
    double part = Math.clamp(share, 0, 1);
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double own = (rgb >> shift) & 0xff;
      double others = (other.rgb >> shift) & 0xff;
      mixed |= (int) Math.round(own + part * (others - own)) << shift;
    }
    return new Ink(mixed, opacity);
  }

  /// Relative luminance by WCAG 2.2, 0 (black) to 1 (white).
  public double luminance() {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  /// Contrast ratio by WCAG 2.2, 1 (none) to 21.
  public double contrast(Ink other) {
    double lighter = Math.max(luminance(), other.luminance());
    double darker = Math.min(luminance(), other.luminance());
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double linear(int channel) {
    double share = (channel & 0xff) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  /// As SVG writes it: `#0072b2`.
  public String hex() {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }
}
