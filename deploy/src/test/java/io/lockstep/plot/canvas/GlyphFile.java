package io.lockstep.plot.canvas;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes `glyphs.txt` anew from a TrueType font with 2048 units (it was DejaVu Sans 2.37):
///
/// ```
/// GlyphFile FONT.ttf LICENCE.txt > glyphs.txt
/// ```
final class GlyphFile {

  /// Latin, Greek, Cyrillic, and signs that pictures or the names of columns use.
  private static final List<IntStream> RANGES =
      List.of(
          IntStream.rangeClosed(0x20, 0x7e),
          IntStream.rangeClosed(0xa0, 0x17f),
          IntStream.rangeClosed(0x391, 0x3c9),
          IntStream.rangeClosed(0x401, 0x45f),
          "–—‘’“”„•…‰€−×÷≤≥≠≈∞√∑∂∆→←↑↓✓✗°±µ²³".codePoints(),
          "₀₁₂₃₄₅₆₇₈₉⁰⁴⁵⁶⁷⁸⁹⁻".codePoints());

  private GlyphFile() {}

  public static void main(String[] arguments) throws Exception {
    Font font = Font.createFont(Font.TRUETYPE_FONT, Path.of(arguments[0]).toFile());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    header(out, Path.of(arguments[1]));
    Font sized = font.deriveFont((float) Glyphs.UNITS_PER_SIZE);
    RANGES.stream()
        .reduce(IntStream.empty(), IntStream::concat)
        .distinct()
        .sorted()
        .filter(sized::canDisplay)
        .forEach(codePoint -> out.println(line(sized, codePoint)));
  }

  private static void header(PrintStream out, Path licence) throws IOException {
    out.println(
        "# Outlines of letters, made of a font under the licence below. A line is the letter's number,");
    out.println("# its advance and its outline, in units of 1/2048 of the size.");
    out.println("#");
    try (Stream<String> lines = Files.lines(licence)) {
      lines.map(line -> ("# " + line).stripTrailing()).forEach(out::println);
    }
  }

  private static String line(Font font, int codePoint) {
    GlyphVector glyphs =
        font.createGlyphVector(
            new FontRenderContext(null, false, true), Character.toString(codePoint));
    String path = path(glyphs.getGlyphOutline(0));
    long advance = Math.round(glyphs.getGlyphMetrics(0).getAdvanceX());
    return "%x %d %s".formatted(codePoint, advance, path).stripTrailing();
  }

  private static String path(Shape outline) {
    StringBuilder text = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator path = outline.getPathIterator(null); !path.isDone(); path.next()) {
      switch (path.currentSegment(at)) {
        case PathIterator.SEG_MOVETO -> numbers(text.append('M'), at, 2);
        case PathIterator.SEG_LINETO -> numbers(text.append('L'), at, 2);
        case PathIterator.SEG_QUADTO -> numbers(text.append('Q'), at, 4);
        case PathIterator.SEG_CLOSE -> text.append('Z');
        default -> throw new IllegalStateException("an outline with cubic curves");
      }
    }
    return text.toString();
  }

  private static void numbers(StringBuilder text, double[] at, int count) {
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(Math.round(at[i]));
    }
  }
}
