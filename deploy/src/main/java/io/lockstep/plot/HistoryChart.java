package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Draws how loss and metrics of each part went over the epochs, with the best epoch through all of
/// them: the loss over the whole width, the others below it, side by side when they are many.
public final class HistoryChart {

  private static final double FIRST_HEIGHT = 190;
  private static final double HEIGHT = 120;
  private static final double GAP = 46;
  private static final double BETWEEN = 18;
  private static final double LINE = 1.8;

  /// Figures beside the loss up to which each has the whole width.
  private static final int WIDE_MAX = 2;

  private final History history;
  private final List<HistorySubject> subjects;
  private final Drawing drawing;
  private final Theme theme;

  private HistoryChart(History history, Theme theme) {
    this.history = history;
    this.subjects = HistorySubject.of(history);
    this.theme = theme;
    this.drawing = new Drawing(theme);
  }

  /// @param history of one epoch at least
  public static Figure of(History history, Look look) {
    return new HistoryChart(history, look.theme()).figure();
  }

  private Figure figure() {
    double top = drawing.heading(history.run() + ": training history", subtitle());
    double y = legend().draw(drawing, top) + 22;
    int columns = subjects.size() - 1 > WIDE_MAX ? 2 : 1;
    for (List<HistorySubject> row : rows(columns)) {
      boolean isFirst = row.getFirst() == subjects.getFirst();
      double height = isFirst ? FIRST_HEIGHT : HEIGHT;
      double width = Drawing.WIDTH - 2 * Drawing.MARGIN - 8;
      width = isFirst ? width : (width - (columns - 1) * BETWEEN) / columns;
      for (int i = 0; i < row.size(); i++) {
        double left = Drawing.MARGIN + i * (width + BETWEEN);
        boolean isLast = subjects.indexOf(row.get(i)) + columns >= subjects.size();
        double numbers =
            isFirst && columns > 1 ? numbersOf(subjects.getFirst()) : numbers(i, columns);
        Area area = new Area(left + numbers, y, width - numbers, height);
        draw(row.get(i), area, isLast ? "epoch" : "");
      }
      y += height + GAP;
    }
    return new Figure("history", drawing.picture(y), history.table());
  }

  private List<List<HistorySubject>> rows(int columns) {
    List<List<HistorySubject>> rows = new ArrayList<>();
    rows.add(subjects.subList(0, 1));
    for (int i = 1; i < subjects.size(); i += columns) {
      rows.add(subjects.subList(i, Math.min(i + columns, subjects.size())));
    }
    return rows;
  }

  /// Room for the numbers beside the panels of a column, so that they begin below each other.
  private double numbers(int column, int columns) {
    double room = columns == 1 ? numbersOf(subjects.getFirst()) : 0;
    for (int i = 1 + column; i < subjects.size(); i += columns) {
      room = Math.max(room, numbersOf(subjects.get(i)));
    }
    return room;
  }

  private double numbersOf(HistorySubject subject) {
    return Panel.widthOfNumbers(vertical(subject, 0, HEIGHT));
  }

  private String subtitle() {
    int count = history.epochs().size();
    long steps = history.epochs().getLast().step();
    String length =
        "%,d %s, %,d %s"
            .formatted(
                count, count == 1 ? "epoch" : "epochs", steps, steps == 1 ? "step" : "steps");
    return history.end().isEmpty() ? length : length + "; " + history.end();
  }

  private Legend legend() {
    Legend legend = new Legend();
    for (String part : history.parts()) {
      if (history.epochs().stream().anyMatch(epoch -> epoch.parts().containsKey(part))) {
        legend.line(part, stroke(part));
      } else {
        legend.sign(part, Sign.DIAMOND, ink(part));
      }
    }
    history
        .best()
        .ifPresent(best -> {
          History.Epoch epoch = epoch(best.epoch());
          String more =
              epoch.has(best.part(), best.metric())
                  ? ", " + HistorySubject.told(epoch, best.part(), best.metric())
                  : "";
          legend.line("best: epoch " + best.epoch() + more, bestStroke());
        });
    return legend;
  }

  private History.Epoch epoch(int number) {
    return history.epochs().stream()
        .filter(epoch -> epoch.epoch() == number)
        .findFirst()
        .orElse(history.epochs().getLast());
  }

  private Stroke bestStroke() {
    return Stroke.of(theme.ink(), 1.2).dashed(2.0, 3.0);
  }

  private Ink ink(String part) {
    return theme.series(
        switch (part) {
          case "train" -> 0;
          case "validation" -> 1;
          case "test" -> 2;
          default -> 6;
        });
  }

  private Stroke stroke(String part) {
    Stroke whole = Stroke.of(ink(part), LINE);
    return part.equals("validation") ? whole.dashed(7.0, 2.5) : whole;
  }

  private Axis vertical(HistorySubject subject, double top, double height) {
    DoubleStream singles =
        singles(subject).stream()
            .mapToDouble(single -> subject.factor() * single.metrics().get(subject.metric()));
    DoubleStream all = DoubleStream.concat(subject.values().mapToDouble(Point::y), singles);
    return subject.isRate()
        ? Axis.ofRates(all, top + height, top)
        : Axis.fitting(all, top + height, top);
  }

  private List<History.Single> singles(HistorySubject subject) {
    return history.last().stream()
        .filter(
            single -> Double.isFinite(single.metrics().getOrDefault(subject.metric(), Double.NaN)))
        .toList();
  }

  private void draw(HistorySubject subject, Area area, String below) {
    List<History.Epoch> epochs = history.epochs();
    Axis x =
        Axis.counting(epochs.getFirst().epoch(), epochs.getLast().epoch(), area.x(), area.right());
    Panel panel = new Panel(area, x, vertical(subject, area.y(), area.height()));
    panel.drawGround(drawing);
    history.best().ifPresent(best -> drawBest(best, subject, panel));
    for (HistorySubject.Series series : subject.series()) {
      panel.drawCurve(drawing, series.values(), stroke(series.part()));
    }
    for (History.Single single : singles(subject)) {
      double value = subject.factor() * single.metrics().get(subject.metric());
      Point at = new Point(x.at(single.epoch()), panel.y().at(value));
      drawing.add(Sign.DIAMOND.mark(at, 4.5, ink(single.part()), theme.paper()));
    }
    panel.drawFrame(drawing);
    panel.drawNames(drawing, below, subject.heading());
  }

  private void drawBest(History.Best best, HistorySubject subject, Panel panel) {
    double at = panel.x().at(best.epoch());
    drawing.line(
        bestStroke(), new Point(at, panel.area().y()), new Point(at, panel.area().bottom()));
    double value = subject.factor() * epoch(best.epoch()).value(best.part(), subject.metric());
    if (Double.isFinite(value)) {
      Point ring = new Point(at, panel.y().at(value));
      drawing.add(new Mark.Disc(ring, 5.5, theme.paper().faded(0), Stroke.of(theme.ink(), 1.4)));
    }
  }
}
