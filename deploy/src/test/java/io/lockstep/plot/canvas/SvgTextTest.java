package io.lockstep.plot.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Mark.Turn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

final class SvgTextTest {

  private static final Ink BLACK = Ink.of(0);
  private static final Ink WHITE = Ink.of(0xffffff);

  private static Document read(Mark... marks) throws Exception {
    String svg = SvgText.of(new Picture("a < b & \"c\"", 600, 100.5, WHITE, List.of(marks)));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anyNameIsTextOfTheDocument() throws Exception {
    String name = "<script>&amp;\" \u0001 ü 漢 \ud83d\ude00 \ud800";
    Document svg = read(Mark.Label.of(name, new Point(1, 2), 12, BLACK, Anchor.START));
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo("<script>&amp;\" \ufffd ü 漢 \ud83d\ude00 \ufffd");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("a < b & \"c\"");
  }

  @Test
  void everyKindOfMarkIsAnElement() throws Exception {
    Stroke stroke = Stroke.of(BLACK, 1.25);
    Point at = new Point(1, -2.005);
    Document svg =
        read(
            Mark.Lines.of(stroke.dashed(2.0, 3.5), at, at.plus(3, 3)),
            new Mark.Lines(List.of(List.of()), stroke),
            new Mark.Polygon(List.of(at, at.plus(1, 0), at.plus(0, 1)), WHITE, stroke),
            new Mark.Box(new Area(1, 2, 3, 4), BLACK.faded(0.5)),
            new Mark.Disc(at, 3, BLACK, Stroke.of(BLACK, 0)),
            new Mark.Label("up", at, 10, BLACK, Anchor.END, Turn.UPWARDS),
            new Mark.Raster(new Area(0, 0, 10, 10), new Pixels(2, 2, (x, y) -> x * y)));
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1);
    assertThat(svg.getElementsByTagName("polygon").getLength()).isEqualTo(1);
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2); // With the paper.
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(1);
    assertThat(svg.getElementsByTagName("image").getLength()).isEqualTo(1);
    assertThat(svg.getElementsByTagName("path").item(0).getAttributes().getNamedItem("d"))
        .extracting(Object::toString)
        .isEqualTo("d=\"M1,-2 4,1\"");
  }
}
