package io.lockstep.plot;

import static io.lockstep.plot.LabelConfusions.WITH;
import static io.lockstep.plot.LabelConfusions.WITHOUT;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.List;
import java.util.Locale;

/// Draws confusions of labels: a row for each, in it the examples without the label and then those
/// with it, by what they were predicted, the darker the larger its share of them.
public final class LabelConfusionChart {

  /// More rows are in the table alone.
  private static final int ROWS_MAX = 60;

  private static final double NAME_MAX = 150;
  private static final double GAP = 7;
  private static final double CELL = 76;
  private static final double ROW = 22;
  private static final double GROUPS_APART = 10;
  private static final double HEAD = 40;

  private final LabelConfusions all;
  private final Drawing drawing;
  private final Theme theme;
  private final List<LabelConfusions.Label> shown;
  private double left;
  private double top;

  private LabelConfusionChart(LabelConfusions all, Theme theme) {
    this.all = all;
    this.theme = theme;
    this.drawing = new Drawing(theme);
    this.shown = all.labels().stream().limit(ROWS_MAX).toList();
  }

  public static Figure of(LabelConfusions all, Look look) {
    return new LabelConfusionChart(all, look.theme()).figure();
  }

  private Figure figure() {
    String subtitle =
        "%s: %,d examples, %.2f %% of their labels right"
            .formatted(all.part(), all.examples(), 100 * all.accuracy());
    double head = drawing.heading(all.run() + ": confusion of labels", subtitle);
    double names =
        shown.stream()
            .mapToDouble(label -> Glyphs.width(label.name(), Drawing.TICK_SIZE))
            .max()
            .orElse(0);
    left = Drawing.MARGIN + Math.max(Math.min(NAME_MAX, names), HEAD + 30) + GAP;
    top = head + HEAD + 6;
    drawHead();
    for (int row = 0; row < shown.size(); row++) {
      drawRow(shown.get(row), top + row * ROW);
    }
    double bottom = top + shown.size() * ROW;
    int more = all.labels().size() - shown.size();
    if (more > 0) {
      drawing.note(
          "%d more labels are in the table".formatted(more),
          new Point(Drawing.MARGIN, bottom + 18),
          Anchor.START);
      bottom += 18;
    }
    return new Figure("confusion", drawing.picture(bottom + 14), all.table());
  }

  private void drawHead() {
    drawing.note("actual →", new Point(Drawing.MARGIN, top - 26), Anchor.START);
    drawing.note("predicted →", new Point(Drawing.MARGIN, top - 8), Anchor.START);
    for (int actual = WITHOUT; actual <= WITH; actual++) {
      Point middle = new Point(x(actual, WITH), top - 26);
      drawing.note(word(actual) + " label", middle, Anchor.MIDDLE);
      for (int predicted = WITHOUT; predicted <= WITH; predicted++) {
        Point at = new Point(x(actual, predicted) + CELL / 2, top - 8);
        drawing.note(word(predicted), at, Anchor.MIDDLE);
      }
    }
    drawing.note("right", new Point(right(), top - 8), Anchor.END);
  }

  private static String word(int side) {
    return side == WITHOUT ? "without" : "with";
  }

  private double x(int actual, int predicted) {
    return left + (2 * actual + predicted) * CELL + actual * GROUPS_APART;
  }

  private double right() {
    return x(WITH, WITH) + CELL + 64;
  }

  private void drawRow(LabelConfusions.Label label, double y) {
    double baseline = y + ROW / 2 + Drawing.TICK_SIZE * Glyphs.CAPITAL / 2;
    String name = Glyphs.cut(label.name(), Drawing.TICK_SIZE, NAME_MAX);
    drawing.note(name, new Point(left - GAP, baseline), Anchor.END);
    for (int actual = WITHOUT; actual <= WITH; actual++) {
      for (int predicted = WITHOUT; predicted <= WITH; predicted++) {
        Area cell = new Area(x(actual, predicted), y, CELL, ROW);
        Ink ground = theme.growing(label.counts().share(actual, predicted));
        long examples = label.counts().count(actual, predicted);
        if (examples > 0) {
          drawing.box(cell, ground);
          drawing.add(
              Mark.Label.of(
                  "%,d".formatted(examples),
                  new Point(cell.center().x(), baseline),
                  Drawing.TICK_SIZE,
                  theme.on(ground),
                  Anchor.MIDDLE));
        }
        drawing.frame(cell, Stroke.of(theme.grid(), 1));
      }
    }
    String share = String.format(Locale.ROOT, "%.1f %%", 100 * label.counts().accuracy());
    drawing.note(share, new Point(right(), baseline), Anchor.END);
  }
}
