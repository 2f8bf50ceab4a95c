package io.lockstep.plot.canvas;

import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// A picture as SVG 1.1. Text stays text, in a font as wide as our letters where there is one.
public final class SvgText {

  private static final String FONTS = "'DejaVu Sans', Verdana, 'Bitstream Vera Sans', sans-serif";

  private final StringBuilder out = new StringBuilder();

  private SvgText() {}

  /// @return the whole document
  public static String of(Picture picture) {
    SvgText svg = new SvgText();
    svg.document(picture);
    return svg.out.toString();
  }

  private void document(Picture picture) {
    String width = number(picture.width());
    String height = number(picture.height());
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
        width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" role="img">
        <title>%3$s</title>
        <rect width="%1$s" height="%2$s" fill="%4$s"/>
        <g font-family="%5$s" stroke-linejoin="round">
        """
            .formatted(width, height, escaped(picture.title()), picture.paper().hex(), FONTS));
    picture.marks().forEach(this::mark);
    out.append("</g>\n</svg>\n");
  }

  private void mark(Mark mark) {
    switch (mark) {
      case Mark.Lines lines -> lines(lines);
      case Mark.Polygon(List<Point> corners, Ink fill, Stroke edge) ->
          out.append("<polygon points=\"%s\"".formatted(points(corners)))
              .append(fill(fill))
              .append(stroke(edge))
              .append("/>\n");
      case Mark.Box(Area area, Ink fill) ->
          out.append("<rect").append(area(area)).append(fill(fill)).append("/>\n");
      case Mark.Disc(Point center, double radius, Ink fill, Stroke edge) ->
          out.append(
                  "<circle cx=\"%s\" cy=\"%s\" r=\"%s\""
                      .formatted(number(center.x()), number(center.y()), number(radius)))
              .append(fill(fill))
              .append(stroke(edge))
              .append("/>\n");
      case Mark.Label label -> label(label);
      case Mark.Raster(Area area, Pixels pixels) ->
          out.append("<image")
              .append(area(area))
              .append(" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"")
              .append(" xlink:href=\"data:image/png;base64,")
              .append(Base64.getEncoder().encodeToString(PngImage.of(pixels)))
              .append("\"/>\n");
    }
  }

  private void lines(Mark.Lines lines) {
    String path =
        lines.lines().stream()
            .filter(line -> !line.isEmpty())
            .map(line -> "M" + points(line))
            .collect(Collectors.joining());
    if (!path.isEmpty()) {
      out.append("<path d=\"%s\" fill=\"none\"%s/>%n".formatted(path, stroke(lines.stroke())));
    }
  }

  private void label(Mark.Label label) {
    String x = number(label.at().x());
    String y = number(label.at().y());
    StringWriter more = new StringWriter();
    switch (label.anchor()) {
      case START -> {}
      case MIDDLE -> more.append(" text-anchor=\"middle\"");
      case END -> more.append(" text-anchor=\"end\"");
    }
    switch (label.turn()) {
      case NONE -> {}
      case UPWARDS -> more.append(" transform=\"rotate(-90 %s %s)\"".formatted(x, y));
    }
    out.append(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\"%s%s>%s</text>%n"
            .formatted(x, y, number(label.size()), fill(label.ink()), more, escaped(label.text())));
  }

  private static String area(Area area) {
    return " x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
        .formatted(number(area.x()), number(area.y()), number(area.width()), number(area.height()));
  }

  private static String points(List<Point> points) {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.isEmpty() ? "" : " ")
          .append(number(point.x()))
          .append(',')
          .append(number(point.y()));
    }
    return text.toString();
  }

  private static String fill(Ink ink) {
    return " fill=\"%s\"%s".formatted(ink.hex(), opacity("fill-opacity", ink));
  }

  private static String stroke(Stroke stroke) {
    if (stroke.width() == 0) {
      return "";
    }
    String dashes =
        stroke.dashes().isEmpty()
            ? ""
            : " stroke-dasharray=\"%s\""
                .formatted(
                    stroke.dashes().stream().map(SvgText::number).collect(Collectors.joining(" ")));
    return " stroke=\"%s\" stroke-width=\"%s\"%s%s"
        .formatted(
            stroke.ink().hex(),
            number(stroke.width()),
            opacity("stroke-opacity", stroke.ink()),
            dashes);
  }

  private static String opacity(String name, Ink ink) {
    return ink.opacity() == 1 ? "" : " %s=\"%s\"".formatted(name, number(ink.opacity()));
  }

  /// To a hundredth of a pixel, without zeros at the end.
  private static String number(double value) {
    long hundredths = Math.round(value * 100);
    String sign = hundredths < 0 ? "-" : "";
    long whole = Math.abs(hundredths) / 100;
    long rest = Math.abs(hundredths) % 100;
    if (rest == 0) {
      return sign + whole;
    }
    return sign + whole + (rest % 10 == 0 ? "." + rest / 10 : "." + rest / 10 + rest % 10);
  }

  /// XML has no place for most control characters, escaped or not.
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            default -> safe.appendCodePoint(isXml(c) ? c : 0xfffd);
          }
        });
    return safe.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t' || c >= ' ' && c < 0xd800 || c > 0xdfff && c < 0xfffe || c > 0xffff;
  }
}
