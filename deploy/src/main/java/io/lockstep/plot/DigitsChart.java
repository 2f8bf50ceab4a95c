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

/// Draws rows of images, each with its label and what the model takes it for.
public final class DigitsChart {

  private static final int COLUMNS = 8;
  private static final double IMAGE = 54;
  private static final double TEXT = 34;
  private static final double SIZE = 10.5;

  private final Sheet sheet;
  private final Drawing drawing;
  private final Theme theme;

  private DigitsChart(Sheet sheet, Theme theme) {
    this.sheet = sheet;
    this.theme = theme;
    this.drawing = new Drawing(theme);
  }

  /// @param part of the data, in words
  /// @param summary how many are right
  /// @param certainty what the model gives with its predictions
  public record Sheet(
      String run, String part, String summary, Certainty certainty, List<Group> groups) {

    public Sheet {
      groups = List.copyOf(groups);
    }
  }

  /// @param name in words, above its rows
  public record Group(String name, List<Specimen> specimens) {

    public Group {
      specimens = List.copyOf(specimens);
    }
  }

  /// @param row in the part, from 1
  /// @param score of the prediction: a probability, if that is what the model gives
  public record Specimen(int row, Pixels image, String label, String prediction, double score) {

    boolean isRight() {
      return label.equals(prediction);
    }
  }

  /// @param sheet with a group of one image at least
  public static Figure of(Sheet sheet, Look look) {
    return new DigitsChart(sheet, look.theme()).figure();
  }

  private Figure figure() {
    double top =
        drawing.heading(
            sheet.run() + ": images, labels and predictions",
            sheet.part() + ": " + sheet.summary() + "; below each its label, then the prediction");
    double y =
        new Legend()
            .box("predicted as labelled", theme.series(0))
            .box("× predicted otherwise", theme.series(1))
            .draw(drawing, top);
    DataTable table =
        new DataTable("group", "row", "label", "prediction", sheet.certainty().word());
    for (Group group : sheet.groups()) {
      drawing.text(
          group.name(),
          new Point(Drawing.MARGIN, y + 14),
          Drawing.TEXT_SIZE,
          theme.ink(),
          Drawing.WIDTH - 2 * Drawing.MARGIN);
      y = draw(group, y + 22);
      group
          .specimens()
          .forEach(each ->
              table.add(group.name(), each.row(), each.label(), each.prediction(), each.score()));
    }
    return new Figure("digits", drawing.picture(y + 4), table);
  }

  private double draw(Group group, double top) {
    double width = (Drawing.WIDTH - 2 * Drawing.MARGIN) / COLUMNS;
    for (int i = 0; i < group.specimens().size(); i++) {
      double x = Drawing.MARGIN + (i % COLUMNS) * width;
      double y = top + (double) (i / COLUMNS) * (IMAGE + TEXT);
      draw(group.specimens().get(i), new Area(x, y, width, IMAGE));
    }
    return top + Math.ceilDiv(group.specimens().size(), COLUMNS) * (IMAGE + TEXT);
  }

  private void draw(Specimen specimen, Area place) {
    Pixels image = specimen.image();
    double scale = Math.min(IMAGE / image.rows(), IMAGE / image.columns());
    double width = image.columns() * scale;
    double height = image.rows() * scale;
    Area area =
        new Area(place.center().x() - width / 2, place.center().y() - height / 2, width, height);
    drawing.add(new Mark.Raster(area, image));
    Ink ink = theme.series(specimen.isRight() ? 0 : 1);
    drawing.frame(area, Stroke.of(ink, specimen.isRight() ? 0.8 : 1.6));
    Point below = new Point(place.center().x(), place.bottom() + 12);
    text(specimen.label(), below, theme.ink(), place);
    String said = (specimen.isRight() ? "" : "× ") + specimen.prediction();
    text(said, below.plus(0, 12.5), ink, place);
  }

  private void text(String text, Point at, Ink ink, Area place) {
    String cut = Glyphs.cut(text, SIZE, place.width() - 4);
    drawing.add(Mark.Label.of(cut, at, SIZE, ink, Anchor.MIDDLE));
  }
}
