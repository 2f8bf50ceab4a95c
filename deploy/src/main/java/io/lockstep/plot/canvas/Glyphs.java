package io.lockstep.plot.canvas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The letters of a picture: how wide they are, and their outlines. They come with the program, so
/// pictures look the same everywhere. What is not among them has a width by its kind, which the
/// drawing keeps to.
public final class Glyphs {

  /// Units of the outlines for the size of a letter.
  static final double UNITS_PER_SIZE = 2048;

  /// Height of capital letters for the size.
  public static final double CAPITAL = 0.729;

  private static final String RESOURCE = "glyphs.txt";
  private static final String ELLIPSIS = "…";
  private static final double WIDE = 1.0;
  private static final double USUAL = 0.65;

  private static final Map<Integer, Glyph> GLYPHS = read();

  private Glyphs() {}

  /// @param advance to the next letter, in units
  /// @param path commands M, L, Q, C and Z with numbers in units, y downwards
  record Glyph(int advance, String path) {}

  static Optional<Glyph> of(int codePoint) {
    return Optional.ofNullable(GLYPHS.get(codePoint));
  }

  /// In pixels of the page.
  ///
  /// @param size of the letters
  public static double width(String text, double size) {
    return text.codePoints().mapToDouble(Glyphs::advance).sum() * size;
  }

  /// For a letter of size 1.
  static double advance(int codePoint) {
    Glyph glyph = GLYPHS.get(codePoint);
    if (glyph != null) {
      return glyph.advance() / UNITS_PER_SIZE;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? WIDE : USUAL;
    };
  }

  /// As East Asian letters and pictures are.
  private static boolean isWide(int codePoint) {
    return Character.isIdeographic(codePoint)
        || codePoint >= 0x1100 && codePoint < 0x1200
        || codePoint >= 0x3000 && codePoint < 0xd7b0
        || codePoint >= 0xff00 && codePoint < 0xff60
        || codePoint >= 0x1f000 && codePoint < 0x20000;
  }

  /// The text, or as much of its beginning as fits, with an ellipsis.
  public static String cut(String text, double size, double widthMax) {
    if (width(text, size) <= widthMax) {
      return text;
    }
    int end = 0;
    double width = width(ELLIPSIS, size);
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      width += advance(codePoint) * size;
      if (width > widthMax) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end).stripTrailing() + ELLIPSIS;
  }

  /// The text broken at blanks where it is wider than that. The last line takes the rest, whatever
  /// its width; so does a line of one word.
  ///
  /// @param linesMax at least one
  /// @return no line of an empty text
  public static List<String> lines(String text, double size, double widthMax, int linesMax) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      int end = lines.size() + 1 < linesMax ? endOfLine(rest, size, widthMax) : rest.length();
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    return lines;
  }

  private static int endOfLine(String text, double size, double widthMax) {
    int end = text.length();
    while (width(text.substring(0, end), size) > widthMax) {
      int blank = text.lastIndexOf(' ', end - 1);
      if (blank < 0) {
        break;
      }
      end = blank;
    }
    return end;
  }

  private static Map<Integer, Glyph> read() {
    Map<Integer, Glyph> glyphs = new HashMap<>();
    try (InputStream in = Glyphs.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" ", 3);
          glyphs.put(
              Integer.valueOf(parts[0], 16),
              new Glyph(Integer.parseInt(parts[1]), parts.length < 3 ? "" : parts[2]));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return glyphs;
  }
}
