package io.lockstep.plot.canvas;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A picture as PNG, drawn by the JDK in memory: no display, no font and no temporary file is asked
/// for.
public final class PngImage {

  /// Pixels of the file for one of the page: sharp where a page is shown enlarged.
  private static final int SCALE = 2;

  static {
    // Before the first class that would look for a display.
    System.setProperty("java.awt.headless", "true");
  }

  private final Graphics2D graphics;

  private PngImage(Graphics2D graphics) {
    this.graphics = graphics;
  }

  /// @return the whole file, twice as wide and as high as the page
  public static byte[] of(Picture picture) {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(picture.width() * SCALE),
            (int) Math.ceil(picture.height() * SCALE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(color(picture.paper()));
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      graphics.scale(SCALE, SCALE);
      PngImage png = new PngImage(graphics);
      picture.marks().forEach(png::mark);
    } finally {
      graphics.dispose();
    }
    return encoded(image);
  }

  /// One pixel of the file for each.
  static byte[] of(Pixels pixels) {
    return encoded(image(pixels));
  }

  private static BufferedImage image(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.columns(), pixels.rows(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < pixels.rows(); row++) {
      for (int column = 0; column < pixels.columns(); column++) {
        image.setRGB(column, row, pixels.rgb(column, row));
      }
    }
    return image;
  }

  private static byte[] encoded(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private void mark(Mark mark) {
    switch (mark) {
      case Mark.Lines(List<List<Point>> lines, Stroke stroke) -> {
        Path2D path = new Path2D.Double();
        lines.forEach(line -> append(path, line));
        draw(path, stroke);
      }
      case Mark.Polygon(List<Point> corners, Ink fill, Stroke edge) -> {
        Path2D path = new Path2D.Double();
        append(path, corners);
        path.closePath();
        paint(path, fill, edge);
      }
      case Mark.Box(Area area, Ink fill) -> fill(rectangle(area), fill);
      case Mark.Disc(Point center, double radius, Ink fill, Stroke edge) ->
          paint(
              new Ellipse2D.Double(
                  center.x() - radius, center.y() - radius, 2 * radius, 2 * radius),
              fill,
              edge);
      case Mark.Label label -> label(label);
      case Mark.Raster(Area area, Pixels pixels) -> raster(area, pixels);
    }
  }

  private static void append(Path2D path, List<Point> points) {
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (i == 0) {
        path.moveTo(point.x(), point.y());
      } else {
        path.lineTo(point.x(), point.y());
      }
    }
  }

  private void paint(Shape shape, Ink fill, Stroke edge) {
    fill(shape, fill);
    draw(shape, edge);
  }

  private void fill(Shape shape, Ink ink) {
    if (ink.opacity() > 0) {
      graphics.setColor(color(ink));
      graphics.fill(shape);
    }
  }

  private void draw(Shape shape, Stroke stroke) {
    if (stroke.width() == 0) {
      return;
    }
    float[] dashes = null;
    if (!stroke.dashes().isEmpty()) {
      dashes = new float[stroke.dashes().size()];
      for (int i = 0; i < dashes.length; i++) {
        dashes[i] = stroke.dashes().get(i).floatValue();
      }
    }
    graphics.setColor(color(stroke.ink()));
    graphics.setStroke(
        new BasicStroke(
            (float) stroke.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 4, dashes, 0));
    graphics.draw(shape);
  }

  private void label(Mark.Label label) {
    double width = Glyphs.width(label.text(), label.size());
    AffineTransform place = AffineTransform.getTranslateInstance(label.at().x(), label.at().y());
    switch (label.turn()) {
      case NONE -> {}
      case UPWARDS -> place.quadrantRotate(-1);
    }
    switch (label.anchor()) {
      case START -> {}
      case MIDDLE -> place.translate(-width / 2, 0);
      case END -> place.translate(-width, 0);
    }
    graphics.setColor(color(label.ink()));
    graphics.fill(place.createTransformedShape(GlyphOutlines.outline(label.text(), label.size())));
  }

  private void raster(Area area, Pixels pixels) {
    AffineTransform place = AffineTransform.getTranslateInstance(area.x(), area.y());
    place.scale(area.width() / pixels.columns(), area.height() / pixels.rows());
    graphics.drawImage(image(pixels), place, null);
  }

  private static Rectangle2D rectangle(Area area) {
    return new Rectangle2D.Double(area.x(), area.y(), area.width(), area.height());
  }

  private static Color color(Ink ink) {
    return new Color(
        ink.rgb() >> 16,
        (ink.rgb() >> 8) & 0xff,
        ink.rgb() & 0xff,
        (int) Math.round(ink.opacity() * 255));
  }
}
