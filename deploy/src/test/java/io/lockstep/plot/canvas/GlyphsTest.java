package io.lockstep.plot.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GlyphsTest {

  @ParameterizedTest
  @ValueSource(strings = {"AMV", "petal_width", "größer − klein", "ΔΩ Жук", "漢字", "1e−5 ✗"})
  void whatIsDrawnIsAsWideAsItIsMeasured(String text) {
    double width = Glyphs.width(text, 20);
    Rectangle2D bounds = GlyphOutlines.outline(text, 20).getBounds2D();
    assertThat(bounds.getMaxX()).isBetween(0.75 * width, 1.05 * width);
    assertThat(bounds.getMinX()).isBetween(-1.0, 5.0);
  }

  @Test
  void longNamesAreCutToTheirRoom() {
    assertThat(Glyphs.cut("short", 12, 200)).isEqualTo("short");
    String cut = Glyphs.cut("a name that is much too long for its place", 12, 100);
    assertThat(cut).startsWith("a name that").endsWith("…").doesNotContain(" …");
    assertThat(Glyphs.width(cut, 12)).isLessThanOrEqualTo(100);
    assertThat(Glyphs.cut("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 12, 26))
        .isEqualTo("\ud83d\ude00…");
  }

  @Test
  void longTextsAreBrokenAtBlanks() {
    String text = "a text that is much too long for one line";
    assertThat(Glyphs.lines(text, 12, 100, 9))
        .hasSizeGreaterThan(2)
        .allMatch(line -> Glyphs.width(line, 12) <= 100 && line.equals(line.strip()))
        .satisfies(lines -> assertThat(String.join(" ", lines)).isEqualTo(text));
    assertThat(Glyphs.lines(text, 12, 100, 2)).hasSize(2);
    assertThat(Glyphs.lines("incomprehensibilities here", 12, 50, 3))
        .containsExactly("incomprehensibilities", "here");
    assertThat(Glyphs.lines("", 12, 100, 3)).isEmpty();
  }

  @Test
  void everyLetterOfAsciiComesWithTheProgram() {
    for (int c = ' '; c < 0x7f; c++) {
      assertThat(Glyphs.of(c)).as(Character.toString(c)).isPresent();
    }
  }
}
