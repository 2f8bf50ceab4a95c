package io.lockstep.plot.canvas;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;

/// Draws text as shapes. Letters that do not come with the program are asked of the system's fonts,
/// where it has any; otherwise a box stands for each.
final class GlyphOutlines {

  private static final float FONT_SIZE = 100;

  private GlyphOutlines() {}

  /// Baseline from (0, 0) to the right.
  static Shape outline(String text, double size) {
    Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double x = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int end = at + Character.charCount(codePoint);
      Optional<Glyphs.Glyph> glyph = Glyphs.of(codePoint);
      if (glyph.isPresent()) {
        append(outline, glyph.get().path(), x, size / Glyphs.UNITS_PER_SIZE);
      } else {
        end = endOfForeign(text, at);
        appendForeign(outline, text.substring(at, end), x, size);
      }
      x += Glyphs.width(text.substring(at, end), size);
      at = end;
    }
    return outline;
  }

  private static int endOfForeign(String text, int from) {
    int end = from;
    while (end < text.length() && Glyphs.of(text.codePointAt(end)).isEmpty()) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private static void append(Path2D outline, String path, double x, double scale) {
    double[] numbers = new double[6];
    for (int at = 0; at < path.length(); ) {
      char command = path.charAt(at++);
      int end = at;
      while (end < path.length() && !Character.isLetter(path.charAt(end))) {
        end++;
      }
      String[] words = end == at ? new String[0] : path.substring(at, end).split(" ");
      for (int i = 0; i < words.length; i++) {
        numbers[i] = Integer.parseInt(words[i]) * scale + (i % 2 == 0 ? x : 0);
      }
      switch (command) {
        case 'M' -> outline.moveTo(numbers[0], numbers[1]);
        case 'L' -> outline.lineTo(numbers[0], numbers[1]);
        case 'Q' -> outline.quadTo(numbers[0], numbers[1], numbers[2], numbers[3]);
        case 'Z' -> outline.closePath();
        default -> throw new IllegalStateException("no command of an outline: " + command);
      }
      at = end;
    }
  }

  private static void appendForeign(Path2D outline, String text, double x, double size) {
    double width = Glyphs.width(text, size);
    try {
      GlyphVector glyphs = ofSystem(text);
      double drawn = glyphs.getLogicalBounds().getWidth();
      double scale = size / FONT_SIZE;
      AffineTransform place = AffineTransform.getTranslateInstance(x, 0);
      place.scale(drawn * scale > width && drawn > 0 ? width / drawn : scale, scale);
      outline.append(place.createTransformedShape(glyphs.getOutline()), false);
    } catch (RuntimeException | LinkageError | InternalError noFonts) {
      appendBoxes(outline, text, x, size);
    }
  }

  private static GlyphVector ofSystem(String text) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, (int) FONT_SIZE);
    if (font.canDisplayUpTo(text) >= 0) {
      throw new IllegalStateException("no font has these letters");
    }
    char[] letters = text.toCharArray();
    return font.layoutGlyphVector(
        new FontRenderContext(null, true, true),
        letters,
        0,
        letters.length,
        Font.LAYOUT_LEFT_TO_RIGHT);
  }

  private static void appendBoxes(Path2D outline, String text, double from, double size) {
    double x = from;
    for (int codePoint : text.codePoints().toArray()) {
      double width = Glyphs.advance(codePoint) * size;
      if (width > 0) {
        appendBox(outline, x + 0.1 * width, 0.8 * width, Glyphs.CAPITAL * size);
      }
      x += width;
    }
  }

  private static void appendBox(Path2D outline, double x, double width, double height) {
    double line = height / 10;
    outline.append(new Rectangle2D.Double(x, -height, width, line), false);
    outline.append(new Rectangle2D.Double(x, -line, width, line), false);
    outline.append(new Rectangle2D.Double(x, -height, line, height), false);
    outline.append(new Rectangle2D.Double(x + width - line, -height, line, height), false);
  }
}
