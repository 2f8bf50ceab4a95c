package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A plane with two axes.
///
/// @param area without the numbers and names beside it
record Panel(Area area, Axis x, Axis y) {

  static final double TICKS_APART_X = 48;
  static final double TICKS_APART_Y = 24;

  /// Room below for the numbers and the name of the horizontal axis.
  static final double BELOW = 38;

  /// Points up to which each is marked.
  private static final int DOTS_MAX = 40;

  private static final double TICK_GAP = 6;

  /// Grid, frame and numbers.
  void drawGround(Drawing drawing) {
    Stroke grid = Stroke.of(drawing.theme().grid(), 1);
    for (Axis.Tick tick : x.ticks(TICKS_APART_X)) {
      drawing.line(grid, new Point(tick.at(), area.y()), new Point(tick.at(), area.bottom()));
    }
    for (Axis.Tick tick : y.ticks(TICKS_APART_Y)) {
      drawing.line(grid, new Point(area.x(), tick.at()), new Point(area.right(), tick.at()));
    }
  }

  /// Frame and numbers, above what was drawn on the ground.
  void drawFrame(Drawing drawing) {
    drawing.frame(area, Stroke.of(drawing.theme().soft(), 1));
    for (Axis.Tick tick : y.ticks(TICKS_APART_Y)) {
      drawing.note(tick.text(), new Point(area.x() - TICK_GAP, tick.at() + 4), Anchor.END);
    }
    double room = Double.NEGATIVE_INFINITY;
    for (Axis.Tick tick : x.ticks(TICKS_APART_X)) {
      double half = Glyphs.width(tick.text(), Drawing.TICK_SIZE) / 2;
      if (tick.at() - half > room) {
        drawing.note(tick.text(), new Point(tick.at(), area.bottom() + 15), Anchor.MIDDLE);
        room = tick.at() + half + 4;
      }
    }
  }

  /// Names of the axes: that of the vertical one lies above it, where it is read without turning
  /// the head.
  void drawNames(Drawing drawing, String horizontal, String vertical) {
    double room = x.to() - x.from() + widthOfNumbers(y);
    String name = Glyphs.cut(vertical, Drawing.TEXT_SIZE, room);
    double width = Glyphs.width(name, Drawing.TEXT_SIZE);
    double left = Math.min(area.x(), area.right() - width);
    drawing.text(
        name, new Point(left, area.y() - 7), Drawing.TEXT_SIZE, drawing.theme().ink(), width + 1);
    String below = Glyphs.cut(horizontal, Drawing.TEXT_SIZE, area.width());
    drawing.add(
        Mark.Label.of(
            below,
            new Point(area.center().x(), area.bottom() + 32),
            Drawing.TEXT_SIZE,
            drawing.theme().ink(),
            Anchor.MIDDLE));
  }

  /// How much room the numbers beside a vertical axis take.
  static double widthOfNumbers(Axis y) {
    return TICK_GAP
        + y.ticks(TICKS_APART_Y).stream()
            .mapToDouble(tick -> Glyphs.width(tick.text(), Drawing.TICK_SIZE))
            .max()
            .orElse(0);
  }

  /// A line through the values, broken where one is no finite number. Few points are marked each.
  void drawCurve(Drawing drawing, List<Point> values, Stroke stroke) {
    List<List<Point>> lines = new ArrayList<>();
    List<Point> line = new ArrayList<>();
    for (Point value : values) {
      if (isSeen(value)) {
        line.add(new Point(x.at(value.x()), y.at(value.y())));
      } else if (!line.isEmpty()) {
        lines.add(thinned(line));
        line = new ArrayList<>();
      }
    }
    lines.add(thinned(line));
    drawing.add(new Mark.Lines(lines, stroke));
    boolean few = values.size() <= DOTS_MAX;
    for (List<Point> each : lines) {
      if (few || each.size() == 1) {
        each.forEach(at ->
            drawing.add(
                new Mark.Disc(
                    at,
                    each.size() == 1 ? 3.6 : 2.6,
                    stroke.ink(),
                    Stroke.of(drawing.theme().paper(), 0.6))));
      }
    }
  }

  private boolean isSeen(Point value) {
    return Double.isFinite(value.y()) && (y.kind() != Axis.Kind.LOG || value.y() > 0);
  }

  /// At most four points for each pixel from left to right: the first, the highest, the lowest and
  /// the last, which look as all of them do.
  static List<Point> thinned(List<Point> line) {
    List<Point> kept = new ArrayList<>();
    for (int from = 0; from < line.size(); ) {
      long pixel = Math.round(line.get(from).x() * 2);
      int end = from;
      int highest = from;
      int lowest = from;
      while (end < line.size() && Math.round(line.get(end).x() * 2) == pixel) {
        highest = line.get(end).y() < line.get(highest).y() ? end : highest;
        lowest = line.get(end).y() > line.get(lowest).y() ? end : lowest;
        end++;
      }
      int last = end - 1;
      IntStream.of(from, highest, lowest, last)
          .sorted()
          .distinct()
          .mapToObj(line::get)
          .forEach(kept::add);
      from = end;
    }
    return kept;
  }
}
