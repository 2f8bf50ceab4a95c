package io.lockstep.plot;

import io.lockstep.plot.canvas.Ink;
import java.util.Arrays;
import java.util.List;

/// The colours of a picture. Series are told apart by readers with any colour vision: they begin as
/// the palette of Okabe and Ito, darker or lighter where that has too little contrast to the paper.
///
/// @param paper behind everything
/// @param ink of text and of what matters
/// @param soft of text and lines that explain
/// @param grid of lines that are only to be felt
/// @param series in order of use
/// @see "Okabe and Ito, Color Universal Design, 2008"
record Theme(Ink paper, Ink ink, Ink soft, Ink grid, List<Ink> series) {

  static final Theme LIGHT =
      new Theme(
          Ink.of(0xffffff),
          Ink.of(0x1b1f24),
          Ink.of(0x57606a),
          Ink.of(0xe2e5e9),
          inks(0x0072b2, 0xd55e00, 0x009e73, 0xc069a0, 0xb8860b, 0x3a9bd1, 0x444c56, 0x8c5a2b));

  static final Theme DARK =
      new Theme(
          Ink.of(0x15181c),
          Ink.of(0xe6e9ec),
          Ink.of(0xa9b1ba),
          Ink.of(0x30353b),
          inks(0x4ba3e3, 0xf5803e, 0x2dbf91, 0xdb8fc4, 0xe0b53a, 0x9ad0f5, 0xc3c9d0, 0xc79466));

  Theme {
    series = List.copyOf(series);
  }

  private static List<Ink> inks(int... rgb) {
    return Arrays.stream(rgb).mapToObj(Ink::of).toList();
  }

  /// The colour of a series, from 0; after the last the first comes again.
  Ink series(int index) {
    return series.get(index % series.size());
  }

  /// Below 0 towards the second colour of the series, above towards the first.
  ///
  /// @param value -1..1
  Ink diverging(double value) {
    return paper.mixed(series(value < 0 ? 1 : 0), Math.abs(value));
  }

  /// From the paper to the first colour.
  ///
  /// @param share 0..1
  Ink growing(double share) {
    return paper.mixed(series(0), share);
  }

  /// Text on a ground of that colour.
  Ink on(Ink ground) {
    return ground.contrast(ink) >= ground.contrast(paper) ? ink : paper;
  }

  /// From dark blue to yellow, with a brightness that grows evenly; the same on any paper.
  ///
  /// @param share 0..1
  /// @see "Nunez, Anderton and Renslow, Optimizing colormaps with consideration for color vision
  ///   deficiency, PLOS ONE 2018 (cividis)"
  static Ink scale(double share) {
    double at = Math.clamp(share, 0, 1) * (SCALE.size() - 1);
    int below = (int) Math.min(at, SCALE.size() - 2.0);
    return SCALE.get(below).mixed(SCALE.get(below + 1), at - below);
  }

  private static final List<Ink> SCALE =
      inks(
          0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55,
          0xfee838);
}
