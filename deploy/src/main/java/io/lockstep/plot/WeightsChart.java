package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Pixels;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.List;
import java.util.stream.IntStream;

/// Draws the weights of the first layer: an image for each unit where the inputs are pixels, else a
/// row for each input and a column for each unit.
public final class WeightsChart {

  private static final int IMAGES_MAX = 100;
  private static final int IMAGES_IN_A_ROW = 10;
  private static final int ROWS_MAX = 48;
  private static final int COLUMNS_MAX = 64;
  private static final double NAME_MAX = 150;
  private static final double GAP = 7;

  private final Weights weights;
  private final Drawing drawing;
  private final Theme theme;
  private final double reach;

  /// How the inputs lie in an image, row by row.
  ///
  /// @param channels of each pixel, one after the other
  public record ImageShape(int rows, int columns, int channels) {}

  private WeightsChart(Weights weights, Theme theme) {
    this.weights = weights;
    this.theme = theme;
    this.drawing = new Drawing(theme);
    this.reach = weights.reach();
  }

  /// @param shape of as many numbers as there are inputs
  public static Figure images(Weights weights, ImageShape shape, Look look) {
    return new WeightsChart(weights, look.theme()).imagesOfUnits(shape);
  }

  public static Figure matrix(Weights weights, Look look) {
    return new WeightsChart(weights, look.theme()).matrixOfAll();
  }

  private Figure imagesOfUnits(ImageShape shape) {
    int shown = Math.min(IMAGES_MAX, weights.units());
    int inARow = Math.min(IMAGES_IN_A_ROW, Math.max(3, shown));
    double top = heading(shown < weights.units() ? "the first %d of ".formatted(shown) : "");
    double width = (Drawing.WIDTH - 2 * Drawing.MARGIN - ColorBar.ROOM - 10) / inARow;
    double height = width * shape.rows() / shape.columns();
    double gap = 14;
    for (int unit = 0; unit < shown; unit++) {
      double x = Drawing.MARGIN + (unit % inARow) * width;
      double y = top + (double) (unit / inARow) * (height + gap) + 14;
      Area area = new Area(x, y, width - 4, height - 4);
      drawing.add(new Mark.Raster(area, pixels(unit, shape)));
      drawing.frame(area, Stroke.of(theme.grid(), 1));
      drawing.note(Integer.toString(unit + 1), new Point(area.center().x(), y - 3), Anchor.MIDDLE);
    }
    double bottom = top + Math.ceilDiv(shown, inARow) * (height + gap) + 10;
    drawColors(top + 14, Math.max(60, Math.min(200, bottom - top - 28)));
    return new Figure("weights", drawing.picture(Math.max(bottom, top + 90)), weights.table());
  }

  private Pixels pixels(int unit, ImageShape shape) {
    return new Pixels(
        shape.columns(),
        shape.rows(),
        (column, row) -> {
          int first = (row * shape.columns() + column) * shape.channels();
          double sum = 0;
          for (int channel = 0; channel < shape.channels(); channel++) {
            sum += weights.value(first + channel, unit);
          }
          return color(sum / shape.channels()).rgb();
        });
  }

  private Ink color(double weight) {
    return Double.isNaN(weight) ? theme.soft() : theme.diverging(Math.clamp(weight / reach, -1, 1));
  }

  private double heading(String some) {
    return drawing.heading(
        weights.run() + ": weights of the first layer",
        "%s%s of layer '%s', from %s"
            .formatted(
                some,
                plural(weights.units(), "unit"),
                weights.layer(),
                plural(weights.inputs().size(), "input")));
  }

  private static String plural(int count, String word) {
    return "%,d %s%s".formatted(count, word, count == 1 ? "" : "s");
  }

  private Figure matrixOfAll() {
    List<Integer> inputs = weights.largestInputs(ROWS_MAX);
    int columns = Math.min(COLUMNS_MAX, weights.units());
    double top = heading(some(inputs.size(), columns)) + 26;
    double names =
        inputs.stream()
            .mapToDouble(input -> Glyphs.width(weights.inputs().get(input), Drawing.TICK_SIZE))
            .max()
            .orElse(0);
    double left = Drawing.MARGIN + Math.min(NAME_MAX, names) + GAP;
    double room = Drawing.WIDTH - left - Drawing.MARGIN - ColorBar.ROOM - 14;
    double cellWidth = Math.min(40, room / columns);
    double cellHeight = Math.clamp(300.0 / inputs.size(), 13, 28);
    Area area = new Area(left, top, cellWidth * columns, cellHeight * inputs.size());
    drawing.add(
        new Mark.Raster(
            area,
            new Pixels(
                columns,
                inputs.size(),
                (column, row) -> color(weights.value(inputs.get(row), column)).rgb())));
    drawing.frame(area, Stroke.of(theme.soft(), 1));
    for (int row = 0; row < inputs.size(); row++) {
      String name = Glyphs.cut(weights.inputs().get(inputs.get(row)), Drawing.TICK_SIZE, NAME_MAX);
      double y = area.y() + (row + 0.5) * cellHeight + 4;
      drawing.note(name, new Point(area.x() - GAP, y), Anchor.END);
    }
    drawUnits(area, columns, cellWidth);
    drawColors(top, Math.max(80, Math.min(200, area.height())));
    double bottom = Math.max(area.bottom() + Panel.BELOW, top + 100);
    return new Figure("weights", drawing.picture(bottom + 4), weights.table());
  }

  private String some(int inputs, int columns) {
    boolean all = inputs == weights.inputs().size() && columns == weights.units();
    return all
        ? ""
        : "the %d inputs with the largest weights, %s; of "
            .formatted(inputs, plural(columns, "unit"));
  }

  private void drawUnits(Area area, int columns, double cellWidth) {
    int every = (int) Math.ceil(Glyphs.width("100", Drawing.TICK_SIZE) / cellWidth);
    IntStream.range(0, columns)
        .filter(unit -> unit % every == 0)
        .forEach(unit ->
            drawing.note(
                Integer.toString(unit + 1),
                new Point(area.x() + (unit + 0.5) * cellWidth, area.bottom() + 15),
                Anchor.MIDDLE));
    drawing.add(
        Mark.Label.of(
            "unit",
            new Point(area.center().x(), area.bottom() + 32),
            Drawing.TEXT_SIZE,
            theme.ink(),
            Anchor.MIDDLE));
  }

  private void drawColors(double top, double height) {
    Area place = new Area(Drawing.WIDTH - Drawing.MARGIN - ColorBar.ROOM + 4, top, 0, height);
    Axis values = new Axis(Axis.Kind.LINEAR, -reach, reach, place.bottom(), place.y());
    ColorBar.draw(drawing, place, values, this::color, "");
    drawing.add(
        Mark.Label.of(
            "weight",
            new Point(place.x(), top - 8),
            Drawing.TICK_SIZE,
            theme.soft(),
            Anchor.START));
  }
}
