package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Pixels;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Draws which class, or which number, a model gives where, with the examples on it.
public final class BoundaryChart {

  private static final double HEIGHT = 400;
  private static final double RADIUS = 3.6;

  /// Classes up to which each has a key above; more have numbers, and names below.
  private static final int KEYS_MAX = 8;

  private static final int NAMES_MAX = 60;

  /// How much of a class's colour lies where nothing speaks for it, and where all does.
  private static final double PALE = 0.06;

  private static final double FULL = 0.5;

  private final Boundary boundary;
  private final Plane plane;
  private final Drawing drawing;
  private final Theme theme;
  private final double greatestLead;
  private Area area;
  private Axis x;
  private Axis y;
  private Axis values;

  private BoundaryChart(Boundary boundary, Theme theme) {
    this.boundary = boundary;
    this.plane = boundary.plane();
    this.greatestLead = plane.greatestLead();
    this.theme = theme;
    this.drawing = new Drawing(theme);
  }

  public static Figure of(Boundary boundary, Look look) {
    return new BoundaryChart(boundary, look.theme()).figure();
  }

  private Figure figure() {
    double top =
        drawing.heading(
            "%s: %s of '%s'"
                .formatted(
                    boundary.run(),
                    boundary.isOfClasses() ? "decision boundary" : "predictions",
                    boundary.subject()),
            boundary.part());
    double begin = legend().draw(drawing, top) + 24;
    y = new Axis(Axis.Kind.LINEAR, plane.y().low(), plane.y().high(), begin + HEIGHT, begin);
    double left = Drawing.MARGIN + Panel.widthOfNumbers(y);
    double bar = boundary.isOfClasses() ? 8 : ColorBar.ROOM + 10;
    area = new Area(left, begin, Drawing.WIDTH - left - Drawing.MARGIN - bar, HEIGHT);
    x = new Axis(Axis.Kind.LINEAR, plane.x().low(), plane.x().high(), area.x(), area.right());
    if (boundary.isOfClasses()) {
      drawClasses();
    } else {
      drawNumbers();
    }
    Panel panel = new Panel(area, x, y);
    panel.drawFrame(drawing);
    panel.drawNames(drawing, plane.x().name(), plane.y().name());
    double bottom = area.bottom() + Panel.BELOW + 4;
    if (boundary.classes().size() > KEYS_MAX) {
      bottom = nameNumbers(bottom + 4) + 6;
    }
    return new Figure("boundary", drawing.picture(bottom), boundary.table());
  }

  private Legend legend() {
    Legend legend = new Legend();
    if (boundary.isOfClasses() && boundary.classes().size() <= KEYS_MAX) {
      for (int i = 0; i < boundary.classes().size(); i++) {
        legend.sign(boundary.classes().get(i), Sign.of(i), theme.series(i));
      }
    }
    if (boundary.isOfClasses() && boundary.samples().stream().anyMatch(BoundaryChart::isWrong)) {
      legend.ring("ringed: predicted otherwise", theme.ink());
    }
    return legend;
  }

  private static boolean isWrong(Boundary.Sample sample) {
    return sample.actual() != sample.predicted();
  }

  private void drawClasses() {
    ground((column, row) -> {
      int largest = plane.largest((int) Math.round(column), (int) Math.round(row));
      for (int output = 0; output < plane.outputs(); output++) {
        if (plane.between(column, row, output) > plane.between(column, row, largest)) {
          largest = output;
        }
      }
      double share = share(plane.between(column, row, largest), plane.leadBetween(column, row));
      return theme.paper().mixed(theme.series(largest), PALE + (FULL - PALE) * share);
    });
    List<List<Point>> borders = new ArrayList<>();
    int count = plane.outputs() == 2 ? 1 : plane.outputs();
    for (int output = 0; output < count; output++) {
      for (List<double[]> piece : plane.border(output)) {
        borders.add(piece.stream().map(this::onPage).toList());
      }
    }
    drawing.add(new Mark.Lines(borders, Stroke.of(theme.ink(), 1.2)));
    boundary.samples().stream()
        .sorted(Comparator.comparing(BoundaryChart::isWrong))
        .forEach(this::drawSample);
    if (boundary.classes().size() > KEYS_MAX) {
      numberRegions();
    }
  }

  /// How much speaks for the class that is ahead, 0 to 1.
  ///
  /// @param value that the model gives it
  /// @param lead before the next one
  private double share(double value, double lead) {
    double even = 1.0 / plane.outputs();
    return switch (boundary.certainty()) {
      case PROBABILITY -> (value - even) / (1 - even);
      case SCORE -> lead > 0 ? lead / greatestLead : 0;
    };
  }

  private void drawSample(Boundary.Sample sample) {
    Point at = new Point(x.at(sample.x()), y.at(sample.y()));
    int actual = (int) sample.actual();
    drawing.add(Sign.of(actual).mark(at, RADIUS, theme.series(actual), theme.paper()));
    if (isWrong(sample)) {
      drawing.add(
          new Mark.Disc(at, RADIUS + 2.6, theme.paper().faded(0), Stroke.of(theme.ink(), 1.3)));
    }
  }

  private Point onPage(double[] place) {
    return new Point(
        area.x() + place[0] / (plane.columns() - 1) * area.width(),
        area.bottom() - place[1] / (plane.rows() - 1) * area.height());
  }

  private interface GroundColor {
    Ink at(double column, double row);
  }

  private void ground(GroundColor color) {
    int width = (int) Math.round(area.width());
    int height = (int) Math.round(area.height());
    Pixels pixels =
        new Pixels(
            width,
            height,
            (column, row) ->
                color
                    .at(
                        (column + 0.5) / width * (plane.columns() - 1),
                        (height - row - 0.5) / height * (plane.rows() - 1))
                    .rgb());
    drawing.add(new Mark.Raster(area, pixels));
  }

  private void drawNumbers() {
    double least = plane.least();
    double most = plane.most();
    for (Boundary.Sample sample : boundary.samples()) {
      least = Math.min(least, sample.actual());
      most = Math.max(most, sample.actual());
    }
    Area place = new Area(area.right() + 12, area.y(), 0, Math.min(260, area.height()));
    values = Axis.linear(least, most, place.bottom(), place.y());
    ground((column, row) -> number(plane.between(column, row, 0)));
    for (Boundary.Sample sample : boundary.samples()) {
      Point at = new Point(x.at(sample.x()), y.at(sample.y()));
      drawing.add(Sign.DISC.mark(at, RADIUS, number(sample.actual()), theme.paper()));
    }
    ColorBar.draw(drawing, place, values, this::number, "");
    String name = Glyphs.cut(boundary.subject(), Drawing.TICK_SIZE, ColorBar.ROOM + 8);
    drawing.note(name, new Point(Drawing.WIDTH - Drawing.MARGIN, area.y() - 8), Anchor.END);
  }

  private Ink number(double value) {
    return Theme.scale((value - values.low()) / (values.high() - values.low()));
  }

  /// The number of each class in the middle of where it is predicted, unless another one is there.
  private void numberRegions() {
    List<Area> taken = new ArrayList<>();
    for (Regions.Middle middle : Regions.middles(plane)) {
      String number = Integer.toString(middle.output() + 1);
      double width = Glyphs.width(number, Drawing.TICK_SIZE) + 5;
      Point center = onPage(new double[] {middle.column(), middle.row()});
      double left = Math.clamp(center.x() - width / 2, area.x() + 1, area.right() - width - 1);
      Area place = new Area(left, center.y() - 7, width, 14);
      if (taken.stream().noneMatch(other -> isOver(place, other))) {
        taken.add(place);
        drawing.box(place, theme.paper().faded(0.75));
        drawing.add(
            Mark.Label.of(
                number,
                new Point(place.center().x(), place.center().y() + 4),
                Drawing.TICK_SIZE,
                theme.ink(),
                Anchor.MIDDLE));
      }
    }
  }

  /// What the numbers stand for.
  ///
  /// @return where what follows may begin
  private double nameNumbers(double top) {
    Legend names = new Legend();
    int shown = Math.min(NAMES_MAX, boundary.classes().size());
    for (int i = 0; i < shown; i++) {
      names.sign((i + 1) + "  " + boundary.classes().get(i), Sign.of(i), theme.series(i));
    }
    double bottom = names.drawColumns(drawing, top, 3);
    if (shown == boundary.classes().size()) {
      return bottom;
    }
    String more = "and %,d more".formatted(boundary.classes().size() - shown);
    drawing.note(more, new Point(Drawing.MARGIN, bottom + 12), Anchor.START);
    return bottom + 20;
  }

  private static boolean isOver(Area one, Area other) {
    return one.x() < other.right()
        && other.x() < one.right()
        && one.y() < other.bottom()
        && other.y() < one.bottom();
  }
}
