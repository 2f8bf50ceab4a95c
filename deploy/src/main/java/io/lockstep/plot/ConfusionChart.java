package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Mark.Turn;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/// Draws a confusion matrix: a row for each actual class, a column for each predicted one, the
/// darker the larger its share of the row.
public final class ConfusionChart {

  private static final double NAME_MAX = 120;
  private static final double NAME_OF_MANY_MAX = 100;
  private static final double CELL_MAX = 130;
  private static final double GAP = 7;

  /// Classes from which names are small, so that each row has its own.
  private static final int MANY = 30;

  /// Height of a line of names.
  private static final double LINE = 12;

  private static final double LINE_OF_MANY = 9.4;

  private final Confusion confusion;
  private final Drawing drawing;
  private final Theme theme;
  private final int count;
  private Area area;
  private double cell;

  private ConfusionChart(Confusion confusion, Theme theme) {
    this.confusion = confusion;
    this.theme = theme;
    this.drawing = new Drawing(theme);
    this.count = confusion.classes().size();
  }

  /// @param confusion of one example at least
  public static Figure of(Confusion confusion, Look look) {
    return new ConfusionChart(confusion, look.theme()).figure();
  }

  private Figure figure() {
    String subtitle =
        "%s: %,d examples, accuracy %.2f %%"
            .formatted(confusion.part(), confusion.examples(), 100 * confusion.accuracy());
    double top = drawing.heading(confusion.run() + ": confusion of classes", subtitle);
    double names = Math.min(count > MANY ? NAME_OF_MANY_MAX : NAME_MAX, widest());
    double left = Drawing.MARGIN + names + GAP;
    double room = Drawing.WIDTH - left - Drawing.MARGIN - ColorBar.ROOM - 14;
    cell = Math.min(CELL_MAX, room / count);
    area = new Area(left, top + 24, cell * count, cell * count);
    drawCells();
    drawing.frame(area, Stroke.of(theme.soft(), 1));
    drawRowNames(names);
    double bottom = drawColumnNames();
    drawColors();
    return new Figure("confusion", drawing.picture(bottom + 12), confusion.table());
  }

  private double widest() {
    return confusion.classes().stream()
        .mapToDouble(name -> Glyphs.width(name, nameSize()))
        .max()
        .orElse(0);
  }

  private double nameSize() {
    return count > MANY ? 8.5 : Drawing.TICK_SIZE;
  }

  private void drawCells() {
    for (int actual = 0; actual < count; actual++) {
      for (int predicted = 0; predicted < count; predicted++) {
        Ink ground = theme.growing(confusion.share(actual, predicted));
        Area place = new Area(area.x() + predicted * cell, area.y() + actual * cell, cell, cell);
        if (confusion.count(actual, predicted) > 0) {
          drawing.box(place, ground);
        }
        drawCount(place, confusion.count(actual, predicted), ground);
      }
    }
    if (cell >= 8) {
      Stroke grid = Stroke.of(theme.grid(), 1);
      List<List<Point>> lines = new ArrayList<>();
      for (int i = 1; i < count; i++) {
        double at = i * cell;
        lines.add(
            List.of(new Point(area.x() + at, area.y()), new Point(area.x() + at, area.bottom())));
        lines.add(
            List.of(new Point(area.x(), area.y() + at), new Point(area.right(), area.y() + at)));
      }
      drawing.add(new Mark.Lines(lines, grid));
    }
  }

  /// Where it fits.
  private void drawCount(Area place, long examples, Ink ground) {
    if (examples == 0) {
      return;
    }
    String text = cell >= 40 ? "%,d".formatted(examples) : Long.toString(examples);
    double size = Math.min(14, cell * 0.42);
    size = Math.min(size, size * (cell - 3) / Glyphs.width(text, size));
    if (size >= 7) {
      Point at = place.center().plus(0, size * Glyphs.CAPITAL / 2);
      drawing.add(Mark.Label.of(text, at, size, theme.on(ground), Anchor.MIDDLE));
    }
  }

  /// Every so many names, where the rows are narrower than letters.
  private int every() {
    return (int) Math.max(1, Math.ceil((count > MANY ? LINE_OF_MANY : LINE) / cell));
  }

  private void drawRowNames(double names) {
    for (int i = 0; i < count; i += every()) {
      String name = Glyphs.cut(confusion.classes().get(i), nameSize(), names + 1);
      double y = area.y() + (i + 0.5) * cell + nameSize() * Glyphs.CAPITAL / 2;
      label(name, new Point(area.x() - GAP, y), Anchor.END, Turn.NONE);
    }
    drawing.text(
        "actual ↓", new Point(Drawing.MARGIN, area.y() - 8), Drawing.TEXT_SIZE, theme.ink(), 100);
  }

  private void label(String name, Point at, Anchor anchor, Turn turn) {
    drawing.add(new Mark.Label(name, at, nameSize(), theme.soft(), anchor, turn));
  }

  private double drawColumnNames() {
    boolean fits = widest() <= cell - 4;
    double tallest = 0;
    for (int i = 0; i < count; i += every()) {
      double x = area.x() + (i + 0.5) * cell;
      if (fits) {
        label(
            confusion.classes().get(i), new Point(x, area.bottom() + 15), Anchor.MIDDLE, Turn.NONE);
      } else {
        String name = Glyphs.cut(confusion.classes().get(i), nameSize(), NAME_MAX);
        Point at = new Point(x + nameSize() * Glyphs.CAPITAL / 2, area.bottom() + GAP);
        label(name, at, Anchor.END, Turn.UPWARDS);
        tallest = Math.max(tallest, Glyphs.width(name, nameSize()));
      }
    }
    double y = area.bottom() + (fits ? 15 : GAP + tallest) + 18;
    drawing.add(
        Mark.Label.of(
            "predicted →",
            new Point(area.center().x(), y),
            Drawing.TEXT_SIZE,
            theme.ink(),
            Anchor.MIDDLE));
    return y;
  }

  private void drawColors() {
    double height = Math.min(area.height() - 8, 180);
    Area place = new Area(area.right() + 14, area.y() + 8, 0, height);
    Axis percent = new Axis(Axis.Kind.LINEAR, 0, 100, place.bottom(), place.y());
    ColorBar.draw(drawing, place, percent, value -> theme.growing(value / 100), " %");
    drawing.add(
        Mark.Label.of(
            "share of its row",
            new Point(place.x() + ColorBar.ROOM - 2, area.y() - 8),
            Drawing.TICK_SIZE,
            theme.soft(),
            Anchor.END));
  }
}
