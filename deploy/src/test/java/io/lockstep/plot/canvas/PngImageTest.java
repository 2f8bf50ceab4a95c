package io.lockstep.plot.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Mark.Turn;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngImageTest {

  private static final Ink BLACK = Ink.of(0);
  private static final int WHITE_PIXEL = 0xffffffff;

  private static BufferedImage drawn(Mark... marks) throws IOException {
    Picture picture = new Picture("", 60, 40, Ink.of(0xffffff), List.of(marks));
    return ImageIO.read(new ByteArrayInputStream(PngImage.of(picture)));
  }

  /// How many pixels of a part are not paper.
  private static int inked(BufferedImage image, int fromX, int toX, int fromY, int toY) {
    int count = 0;
    for (int y = fromY; y < toY; y++) {
      for (int x = fromX; x < toX; x++) {
        count += image.getRGB(x, y) == WHITE_PIXEL ? 0 : 1;
      }
    }
    return count;
  }

  @Test
  void thePageIsTwiceAsLargeAndOpaque() throws IOException {
    BufferedImage image = drawn(new Mark.Box(new Area(10, 10, 5, 5), BLACK));
    assertThat(image.getWidth()).isEqualTo(120);
    assertThat(image.getHeight()).isEqualTo(80);
    assertThat(image.getColorModel().hasAlpha()).isFalse();
    assertThat(inked(image, 0, 120, 0, 80)).isEqualTo(100);
  }

  @Test
  void noDisplayIsLookedFor() throws IOException {
    drawn();
    assertThat(GraphicsEnvironment.isHeadless()).isTrue();
  }

  @Test
  void lettersLieWhereTheirAnchorSays() throws IOException {
    BufferedImage right = drawn(Mark.Label.of("MMM", new Point(30, 20), 10, BLACK, Anchor.START));
    assertThat(inked(right, 60, 120, 0, 41)).isPositive();
    assertThat(inked(right, 0, 60, 0, 80)).isZero();
    BufferedImage left = drawn(Mark.Label.of("MMM", new Point(30, 20), 10, BLACK, Anchor.END));
    assertThat(inked(left, 0, 60, 0, 41)).isPositive();
    assertThat(inked(left, 61, 120, 0, 80)).isZero();
    BufferedImage up =
        drawn(new Mark.Label("MMM", new Point(30, 38), 10, BLACK, Anchor.START, Turn.UPWARDS));
    assertThat(inked(up, 44, 61, 20, 77)).isPositive();
    assertThat(inked(up, 62, 120, 0, 80)).isZero();
  }

  @Test
  void aLetterThatDoesNotComeWithTheProgramIsNotLeftOut() throws IOException {
    BufferedImage image = drawn(Mark.Label.of("漢", new Point(10, 30), 20, BLACK, Anchor.START));
    assertThat(inked(image, 0, 120, 0, 80)).isPositive();
  }

  @Test
  void pixelsHaveSharpEdges() throws IOException {
    Pixels pixels = new Pixels(2, 1, (column, _) -> column == 0 ? 0xff0000 : 0x0000ff);
    BufferedImage image = drawn(new Mark.Raster(new Area(0, 0, 60, 40), pixels));
    assertThat(image.getRGB(59, 40)).isEqualTo(0xffff0000);
    assertThat(image.getRGB(60, 40)).isEqualTo(0xff0000ff);
  }
}
